import type { Migration } from '@segue/database'
import { sql } from 'kysely'

export const createLikesAndFollows: Migration = {
  async up(db) {
    await sql`
      create table songs (
        song_id uuid primary key,
        status text not null check (status in ('scheduled', 'published', 'withdrawn', 'deleted')),
        version integer not null,
        snapshot jsonb,
        check ((status = 'deleted') = (snapshot is null))
      )`.execute(db)
    await sql`create table artists (artist_id uuid primary key, version integer not null, snapshot jsonb not null)`.execute(db)
    await sql`
      create table likes (
        user_id uuid not null,
        song_id uuid not null,
        id uuid not null,
        liked boolean not null,
        version integer not null,
        liked_at timestamptz not null,
        primary key (user_id, song_id)
      )`.execute(db)
    await sql`create index likes_latest on likes (user_id, liked_at desc, song_id desc) where liked`.execute(db)
    await sql`
      create table follows (
        user_id uuid not null,
        artist_id uuid not null,
        id uuid not null,
        followed boolean not null,
        version integer not null,
        followed_at timestamptz not null,
        primary key (user_id, artist_id)
      )`.execute(db)
    await sql`create index follows_latest on follows (user_id, followed_at desc, artist_id desc) where followed`.execute(db)
  },
}
