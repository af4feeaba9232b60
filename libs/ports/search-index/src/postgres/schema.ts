/** How many documents each tier but the last holds at most. */
export const rooms = [4_000, 25_000, 150_000] as const

export const tiers = [...rooms.keys(), rooms.length]

/** Where the index is, and where one is that is being built anew. */
export const live = 'search_index'
export const next = 'search_index_next'

/** Held while one of them is made, taken down or put in the other's place. */
export const soleMaker = "select pg_advisory_xact_lock(hashtext('search_index'))"

/**
 * Made at open, repeatable, in the schema that the connection is set to. A row without a tier is a tombstone. Popularity is no part of an index, so that counting
 * plays rewrites none; it ends in a fraction made of the id, so that no two are equal and a tier can be cut anywhere.
 */
export const schema = `
create extension if not exists pg_trgm schema public;
create table if not exists documents (
  popularity double precision not null default 0,
  version bigint not null,
  tier smallint,
  type text collate "C" not null,
  id text collate "C" not null,
  title_key text collate "C",
  title text,
  words tsvector,
  card json,
  primary key (id, type)
) partition by list (type);
${['song', 'artist', 'album', 'playlist'].map((type) => `
create table if not exists ${type}s
  partition of documents for values in ('${type}') with (fillfactor = 85);`).join('')}
create index if not exists documents_title_key on documents (title_key);
create index if not exists documents_tier on documents (coalesce(tier, -1));
${tiers.map((tier) => `
create index if not exists documents_words_${tier} on documents
  using gin (words) with (fastupdate = off) where tier = ${tier};`).join('')}
create table if not exists tiers (
  type text primary key,
  floors double precision[] not null default array_fill(0, array[${rooms.length}])
);
insert into tiers (type) values ('song'), ('artist'), ('album'), ('playlist') on conflict do nothing;
create table if not exists vocabulary (
  word text collate "C" primary key,
  filed_under text[] not null
);
create index if not exists vocabulary_filed_under on vocabulary using gin (filed_under) with (fastupdate = off);
create index if not exists vocabulary_part on vocabulary using gin (word gin_trgm_ops) with (fastupdate = off);
`
