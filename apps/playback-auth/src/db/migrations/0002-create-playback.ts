import type { Migration } from '@segue/database'
import { sql } from 'kysely'

export const createPlayback: Migration = {
  async up(db) {
    await sql`create table songs (
      song_id uuid primary key,
      version bigint not null,
      state text not null check (state in ('scheduled', 'published', 'withdrawn', 'deleted')),
      snapshot jsonb
    )`.execute(db)
    await sql`create table listeners (
      user_id uuid primary key,
      version bigint not null,
      plan text not null,
      country text,
      explicit_filter boolean not null,
      max_bitrate_kbps int not null
    )`.execute(db)
    await sql`create table playback_events (
      user_id uuid not null,
      event_id uuid not null,
      song_id uuid not null,
      type text not null check (type in ('started', 'progress', 'completed', 'skipped')),
      position_ms int not null,
      occurred_at timestamptz not null,
      received_at timestamptz not null default now(),
      primary key (user_id, event_id)
    )`.execute(db)
    await sql`create index playback_events_by_song on playback_events (user_id, song_id, occurred_at)`.execute(db)
    await sql`create table counted_plays (user_id uuid not null, song_id uuid not null, hour timestamptz not null, primary key (user_id, song_id, hour))`.execute(db)
    await sql`create table uncounted (
      song_id uuid not null,
      hour timestamptz not null,
      region text not null,
      shard smallint not null,
      plays int not null,
      primary key (song_id, hour, region, shard)
    )`.execute(db)
  },
}
