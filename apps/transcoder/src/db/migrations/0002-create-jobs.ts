import type { Migration } from '@segue/database'
import { sql } from 'kysely'

export const createJobs: Migration = {
  async up(db) {
    await sql`create table jobs (
      song_id uuid not null,
      audio_version int not null,
      upload jsonb not null,
      state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'rejected', 'cancelled')),
      attempts int not null default 0,
      announcements int not null default 0,
      due_at timestamptz not null default now(),
      locked_by text,
      locked_until timestamptz,
      created_at timestamptz not null default now(),
      finished_at timestamptz,
      primary key (song_id, audio_version)
    )`.execute(db)
    await sql`create index jobs_open on jobs (due_at) where state in ('waiting', 'running')`.execute(db)
    await sql`create table deleted_songs (song_id uuid primary key, path text, due_at timestamptz not null default now())`.execute(db)
    await sql`create index deleted_songs_open on deleted_songs (due_at) where path is not null`.execute(db)
  },
}
