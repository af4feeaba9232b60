import { idempotencyKeysMigration, type Migration } from '@segue/database'
import { messagingMigration } from '@segue/messaging'
import { createPlaylists } from './migrations/0003-create-playlists.ts'

export const migrations: Readonly<Record<string, Migration>> = {
  '0001-messaging': messagingMigration,
  '0002-idempotency-keys': idempotencyKeysMigration,
  '0003-create-playlists': createPlaylists,
}
