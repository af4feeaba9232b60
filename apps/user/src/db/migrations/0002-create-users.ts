import type { Migration } from '@segue/database'
import { sql } from 'kysely'

export const createUsers: Migration = {
  async up(db) {
    await sql`
      create table users (
        user_id uuid primary key,
        email text not null,
        display_name text not null,
        country text,
        language text,
        plan text not null check (plan in ('free', 'premium')),
        role text not null check (role in ('listener', 'administrator')),
        preferences jsonb not null,
        password_hash text not null,
        version integer not null,
        created_at timestamptz not null,
        updated_at timestamptz not null
      )`.execute(db)
    // Distributed by e-mail, not by user: no foreign key can go from here to users.
    await sql`create table emails (email text primary key, user_id uuid not null)`.execute(db)
    await sql`create table login_throttles (key text primary key, drained_at timestamptz not null)`.execute(db)
  },
}
