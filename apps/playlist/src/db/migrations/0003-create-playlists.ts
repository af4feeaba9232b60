import type { Migration } from '@segue/database'
import { sql } from 'kysely'

export const createPlaylists: Migration = {
  async up(db) {
    await sql`create table playlist_owners (playlist_id uuid primary key, owner_id uuid not null)`.execute(db)
    await sql`
      create table playlists (
        owner_id uuid not null,
        playlist_id uuid not null,
        name text not null,
        description text,
        visibility text not null check (visibility in ('private', 'public')),
        collaborative boolean not null,
        version bigint not null,
        item_count int not null check (item_count between 0 and 10000),
        last_key text collate "C",
        keys_epoch int not null default 0,
        created_at timestamptz(3) not null,
        updated_at timestamptz(3) not null,
        deleted_at timestamptz(3),
        primary key (owner_id, playlist_id)
      )`.execute(db)
    await sql`create index playlists_last_changed on playlists (owner_id, updated_at desc, playlist_id desc) where deleted_at is null`.execute(db)
    await sql`
      create table playlist_items (
        owner_id uuid not null,
        playlist_id uuid not null,
        item_id uuid not null,
        position_key text collate "C" not null,
        song_id uuid not null,
        added_by uuid not null,
        added_at timestamptz(3) not null,
        removed_at timestamptz(3),
        primary key (owner_id, playlist_id, item_id)
      )`.execute(db)
    await sql`create unique index playlist_items_order on playlist_items (owner_id, playlist_id, position_key)`.execute(db)
    await sql`create index playlist_items_present on playlist_items (owner_id, playlist_id, position_key) where removed_at is null`.execute(db)
    await sql`create index playlist_items_song on playlist_items (owner_id, playlist_id, song_id) where removed_at is null`.execute(db)
    await sql`create index playlist_items_removed on playlist_items (removed_at) where removed_at is not null`.execute(db)
    await sql`create table songs (song_id uuid primary key, version bigint not null, available boolean not null, card jsonb)`.execute(db)
    await sql`create table users (user_id uuid primary key, version bigint not null, display_name text not null)`.execute(db)
  },
}
