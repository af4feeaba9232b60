import type { Migration } from '@segue/database'
import { sql } from 'kysely'

export const createUploads: Migration = {
  async up(db) {
    await sql`
      create table uploads (
        artist_id uuid not null,
        upload_id uuid not null,
        song_id uuid not null,
        audio_version integer not null,
        kind text not null check (kind in ('single', 'multipart', 'form')),
        status text not null default 'open' check (status in ('open', 'completed', 'discarded')),
        file_name text not null,
        size bigint not null,
        content_type text not null,
        checksum_sha256 text,
        part_size integer,
        part_count integer,
        store_upload_id text,
        expires_at timestamptz not null,
        created_at timestamptz not null default now(),
        primary key (artist_id, upload_id)
      )`.execute(db)
    await sql`create index uploads_of_song on uploads (artist_id, song_id)`.execute(db)
    await sql`create index uploads_expiring on uploads (expires_at) where status <> 'completed'`.execute(db)
    await sql`
      create table song_events (
        artist_id uuid not null,
        song_id uuid not null,
        id bigint not null,
        type text not null,
        data jsonb not null,
        created_at timestamptz not null default now(),
        primary key (artist_id, song_id, id)
      )`.execute(db)
  },
}
