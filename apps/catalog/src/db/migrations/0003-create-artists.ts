import type { Migration } from '@segue/database'
import { sql } from 'kysely'

export const createArtists: Migration = {
  async up(db) {
    await sql`
      create table artists (
        artist_id uuid primary key,
        owner_user_id uuid not null,
        name text not null,
        country text,
        bio text,
        genres text[] not null,
        image_path text,
        version integer not null default 1,
        created_at timestamptz not null default now()
      )`.execute(db)
    await sql`create table artist_owners (user_id uuid primary key, artist_id uuid not null)`.execute(db)
  },
}
