import { idempotencyKeysMigration, type Migration } from '@segue/database'
import { messagingMigration } from '@segue/messaging'
import { createArtists } from './migrations/0003-create-artists.ts'
import { createSongs } from './migrations/0004-create-songs.ts'
import { createUploads } from './migrations/0005-create-uploads.ts'
import { createCharts } from './migrations/0006-create-charts.ts'
import { createSongPlays } from './migrations/0007-create-song-plays.ts'

export const migrations: Readonly<Record<string, Migration>> = {
  '0001-messaging': messagingMigration,
  '0002-idempotency-keys': idempotencyKeysMigration,
  '0003-create-artists': createArtists,
  '0004-create-songs': createSongs,
  '0005-create-uploads': createUploads,
  '0006-create-charts': createCharts,
  '0007-create-song-plays': createSongPlays,
}
