import type { Migration } from '@segue/database'
import { messagingMigration } from '@segue/messaging'
import { createSources } from './migrations/0002-create-sources.ts'
import { createPlaylists } from './migrations/0003-create-playlists.ts'

export const migrations: Readonly<Record<string, Migration>> = {
  '0001-messaging': messagingMigration,
  '0002-create-sources': createSources,
  '0003-create-playlists': createPlaylists,
}
