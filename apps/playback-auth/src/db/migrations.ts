import { idempotencyKeysMigration, type Migration } from '@segue/database'
import { messagingMigration } from '@segue/messaging'
import { createPlayback } from './migrations/0002-create-playback.ts'

export const migrations: Readonly<Record<string, Migration>> = {
  '0001-messaging': messagingMigration,
  '0002-create-playback': createPlayback,
  '0003-idempotency-keys': idempotencyKeysMigration,
}
