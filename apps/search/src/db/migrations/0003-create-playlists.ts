import type { Migration } from '@segue/database'
import { sql } from 'kysely'

/** Until now a playlist was in the index alone, which could not be built anew from here. */
export const createPlaylists: Migration = {
  async up(db) {
    await sql`create table playlists (
      playlist_id uuid primary key,
      version bigint not null,
      snapshot jsonb
    )`.execute(db)
  },
}
