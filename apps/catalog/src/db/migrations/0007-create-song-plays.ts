import type { Migration } from '@segue/database'
import { sql } from 'kysely'

/** What a release before this one counts from here on is in the hours alone. */
export const createSongPlays: Migration = {
  async up(db) {
    await sql`
      create table song_plays (
        artist_id uuid not null,
        song_id uuid not null,
        plays bigint not null,
        primary key (artist_id, song_id)
      )`.execute(db)
    await sql`insert into song_plays select artist_id, song_id, sum(plays) from hourly_plays group by 1, 2`.execute(db)
  },
}
