import type { Kysely } from 'kysely'
import type { SongStatus, Tables } from '../db/tables.ts'

export interface KnownSong {
  readonly song_id: string
  readonly status: SongStatus
}

export const findSong = (db: Kysely<Tables>, song_id: string): Promise<KnownSong | undefined> =>
  db.selectFrom('songs').select(['song_id', 'status']).where('song_id', '=', song_id).executeTakeFirst()
