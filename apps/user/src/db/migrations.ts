import { idempotencyKeysMigration, type Migration } from '@segue/database'
import { messagingMigration } from '@segue/messaging'
import { createUsers } from './migrations/0002-create-users.ts'
import { createSessions } from './migrations/0003-create-sessions.ts'
import { createLikesAndFollows } from './migrations/0004-create-likes-and-follows.ts'

export const migrations: Readonly<Record<string, Migration>> = {
  '0000-messaging': messagingMigration,
  '0001-idempotency-keys': idempotencyKeysMigration,
  '0002-create-users': createUsers,
  '0003-create-sessions': createSessions,
  '0004-create-likes-and-follows': createLikesAndFollows,
}
