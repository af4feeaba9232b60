import type { Migration } from '@segue/database'
import { sql } from 'kysely'

export const createSessions: Migration = {
  async up(db) {
    await sql`
      create table refresh_families (
        user_id uuid not null references users on delete cascade,
        family_id uuid not null,
        used_at timestamptz not null,
        primary key (user_id, family_id)
      )`.execute(db)
    await sql`create index refresh_families_used_at on refresh_families (used_at)`.execute(db)
    await sql`
      create table refresh_tokens (
        user_id uuid not null,
        token_hash bytea not null,
        family_id uuid not null,
        predecessor bytea,
        traded_at timestamptz,
        primary key (user_id, token_hash),
        foreign key (user_id, family_id) references refresh_families on delete cascade
      )`.execute(db)
    await sql`create index refresh_tokens_family on refresh_tokens (user_id, family_id)`.execute(db)
    await sql`create index refresh_tokens_predecessor on refresh_tokens (user_id, predecessor)`.execute(db)
    await sql`create index refresh_tokens_traded_at on refresh_tokens (traded_at)`.execute(db)
  },
}
