/** How many documents each tier but the last holds at most. */
export const rooms = [4_000, 25_000, 150_000] as const

export const tiers = [...rooms.keys(), rooms.length]

/**
 * Made at open, repeatable. A row without a tier is a tombstone. Popularity is no part of an index, so that counting
 * plays rewrites none; it ends in a fraction made of the id, so that no two are equal and a tier can be cut anywhere.
 */
export const schema = `
select pg_advisory_xact_lock(hashtext('search_index'));
create extension if not exists pg_trgm;
create schema if not exists search_index;
create table if not exists search_index.documents (
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
create table if not exists search_index.${type}s
  partition of search_index.documents for values in ('${type}') with (fillfactor = 85);`).join('')}
create index if not exists documents_title_key on search_index.documents (title_key);
create index if not exists documents_tier on search_index.documents (coalesce(tier, -1));
${tiers.map((tier) => `
create index if not exists documents_words_${tier} on search_index.documents
  using gin (words) with (fastupdate = off) where tier = ${tier};`).join('')}
create table if not exists search_index.tiers (
  type text primary key,
  floors double precision[] not null default array_fill(0, array[${rooms.length}])
);
insert into search_index.tiers (type) values ('song'), ('artist'), ('album'), ('playlist') on conflict do nothing;
create table if not exists search_index.vocabulary (
  word text collate "C" primary key,
  filed_under text[] not null
);
create index if not exists vocabulary_filed_under on search_index.vocabulary using gin (filed_under) with (fastupdate = off);
create index if not exists vocabulary_part on search_index.vocabulary using gin (word gin_trgm_ops) with (fastupdate = off);
`
