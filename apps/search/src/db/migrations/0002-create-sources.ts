import type { Migration } from '@segue/database'
import { sql } from 'kysely'

export const createSources: Migration = {
  async up(db) {
    await sql`create table songs (
      song_id uuid primary key,
      version bigint not null,
      snapshot jsonb,
      artist_ids uuid[] not null,
      plays bigint not null default 0,
      revision bigint not null default 1
    )`.execute(db)
    await sql`create index songs_by_artist on songs using gin (artist_ids)`.execute(db)
    await sql`create table artists (
      artist_id uuid primary key,
      version bigint not null,
      snapshot jsonb
    )`.execute(db)
  },
}
