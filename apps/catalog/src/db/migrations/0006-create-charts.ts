import type { Migration } from '@segue/database'
import { sql } from 'kysely'

export const createCharts: Migration = {
  async up(db) {
    await sql`
      create table hourly_plays (
        artist_id uuid not null,
        song_id uuid not null,
        hour timestamptz not null,
        region text not null,
        plays bigint not null,
        primary key (artist_id, song_id, hour, region)
      )`.execute(db)
    await sql`create index hourly_plays_hour on hourly_plays (hour)`.execute(db)
    await sql`
      create table chart_snapshots (
        chart_window text not null,
        generation integer not null,
        generated_at timestamptz not null,
        next_update_at timestamptz not null,
        primary key (chart_window, generation)
      )`.execute(db)
    await sql`
      create table chart_entries (
        chart_window text not null,
        genre text not null,
        region text not null,
        generation integer not null,
        rank integer not null,
        artist_id uuid not null,
        song_id uuid not null,
        plays bigint not null,
        primary key (chart_window, genre, region, generation, rank)
      )`.execute(db)
  },
}
