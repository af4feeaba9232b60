import type { Migration } from '@segue/database'
import { sql } from 'kysely'

export const createSongs: Migration = {
  async up(db) {
    await sql`
      create table songs (
        artist_id uuid not null,
        song_id uuid not null,
        title text not null,
        genre text not null,
        explicit boolean not null,
        featured_artist_ids uuid[] not null,
        status text not null check (status in ('awaiting_upload', 'processing', 'ready', 'failed', 'deleted')),
        visibility text check (visibility in ('scheduled', 'published', 'taken_down')),
        failure_code text,
        failure_message text,
        release_at timestamptz,
        released_at timestamptz,
        audio_version integer,
        latest_audio_version integer not null default 1,
        artwork_path text,
        version integer not null default 1,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        primary key (artist_id, song_id),
        check (visibility is null or status = 'ready'),
        check (visibility <> 'published' or released_at is not null)
      )`.execute(db)
    await sql`create index songs_released on songs (artist_id, released_at desc, song_id desc) where visibility = 'published'`.execute(db)
    await sql`create index songs_newest on songs (released_at desc, song_id desc) where visibility = 'published'`.execute(db)
    await sql`
      create index songs_newest_by_genre on songs (lower(genre), released_at desc, song_id desc) where visibility = 'published'`.execute(db)
    await sql`create index songs_due on songs (release_at) where visibility = 'scheduled'`.execute(db)
    await sql`create table song_artists (song_id uuid primary key, artist_id uuid not null)`.execute(db)
    await sql`
      create table song_versions (
        artist_id uuid not null,
        song_id uuid not null,
        n integer not null,
        path text not null,
        playlists jsonb not null,
        duration_ms integer not null,
        loudness_lufs double precision not null,
        true_peak_dbtp double precision not null,
        source jsonb not null,
        tags jsonb not null,
        created_at timestamptz not null default now(),
        primary key (artist_id, song_id, n)
      )`.execute(db)
  },
}
