import type { Migration } from '@segue/database'
import { messagingMigration } from '@segue/messaging'
import { createSources } from './migrations/0002-create-sources.ts'

export const migrations: Readonly<Record<string, Migration>> = {
  '0001-messaging': messagingMigration,
  '0002-create-sources': createSources,
}
