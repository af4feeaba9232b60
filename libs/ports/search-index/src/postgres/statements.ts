import type { DocumentType } from '../search-index.ts'
import { rooms, tiers } from './schema.ts'

/** Beyond this neither a total is counted nor a whole order made; guesses are worth less looking. */
const enoughOf = (relaxed: boolean) => (relaxed ? 200 : 1_000)

/** Whole plays plus a fraction of its own for each id. */
const popularity = (plays: string, id: string) => `${plays} + (hashtext(${id}) & 1048575) / 1048576.0`
export const tierOf = (value: string) =>
  `case ${rooms.map((_, tier) => `when ${value} >= t.floors[${tier + 1}] then ${tier}`).join(' ')} else ${rooms.length} end`

/**
 * $1 types, $2 ids, $3 versions, $4 title keys, $5 titles, $6 lexemes (space-separated), $7 cards; $8 new words,
 * $9 what each is filed under (space-separated).
 */
export const upsertStatement = `
with vocabulary as (
  insert into vocabulary (word, filed_under)
  select word, string_to_array(filed_under, ' ') from unnest($8::text[], $9::text[]) v (word, filed_under)
  on conflict do nothing
)
insert into documents as d (type, id, version, title_key, title, words, card, popularity, tier)
select n.type, n.id, n.version, n.title_key, n.title, array_to_tsvector(string_to_array(n.words, ' ')), n.card::json,
  p.popularity, ${tierOf('p.popularity')}
from unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[])
  n (type, id, version, title_key, title, words, card)
join tiers t using (type)
left join documents held on held.type = n.type and held.id = n.id
cross join lateral (select coalesce(held.popularity, ${popularity('0', 'n.id')}) as popularity) p
order by n.id, n.type
on conflict (id, type) do update set
  version = excluded.version, title_key = excluded.title_key, title = excluded.title, words = excluded.words, card = excluded.card,
  tier = excluded.tier
where excluded.version > d.version`

/** $1 types, $2 ids, $3 versions. */
export const removeStatement = `
insert into documents as d (type, id, version, popularity)
select n.type, n.id, n.version, ${popularity('0', 'n.id')}
from unnest($1::text[], $2::text[], $3::bigint[]) n (type, id, version)
on conflict (id, type) do update set version = excluded.version, tier = null, title_key = null, title = null, words = null, card = null
where excluded.version >= d.version`

/** $1 ids, $2 plays, $3 types or nulls. Rows are locked in the order of every writer, so that none waits for another in a circle. */
export const popularityStatement = `
with held as materialized (
  select id, type from documents where id = any ($1::text[]) order by id, type for update
)
update documents d set popularity = p.popularity, tier = case when d.tier is not null then ${tierOf('p.popularity')} end
from (select n.id, n.type, ${popularity('n.plays', 'n.id')} as popularity from unnest($1::text[], $2::float8[], $3::text[]) n (id, plays, type)) p,
  tiers t, held
where d.id = held.id and d.type = held.type and d.id = p.id and (p.type is null or d.type = p.type) and t.type = d.type and d.popularity <> p.popularity`

/** $1 what the words as typed may be filed under, $2 patterns of parts of words. */
export const vocabularyStatement = `
select word from vocabulary where filed_under && $1::text[]
union
(select word from vocabulary where word like any ($2::text[]) limit 500)`

/** Lower comes first: the place, then the more played. */
const rank = (tier: number, place: string) => `${tier} as tier, (${place}) * 1e12 - d.popularity as rank`

/**
 * One type's page and total. Titles equal to one of $1 come first, then those that begin like the first of $1, then those
 * that hold the words, the most played first in each. A tier is searched only as far as the page or the total still needs
 * it, each step counting on from the one before; with too many matches to order them all, tier goes before tier.
 */
function pageOf(type: DocumentType, relaxed: boolean): string {
  const matches = `d.type = '${type}' and d.words @@ $2::tsquery${relaxed ? ' and not d.words @@ $5::tsquery' : ''}`
  const enough = enoughOf(relaxed)
  const begins = 'starts_with(d.title_key, ($1::text[])[1])'
  const other = relaxed ? 'd.title_key <> all ($1::text[])' : 'd.title_key <> ($1::text[])[1]'
  const tier = (n: number) => `
  tier_${n} as materialized (
    select d.id, ${rank(n, `case when ${begins} then 1 else 2 end`)} from documents d
    where ${matches} and d.tier = ${n} and ${other}
    limit (
      select case when n >= greatest($3::int + $4::int + 1, ${enough}) then 0 when n > $3::int + $4::int then ${enough} - n end
      from count_${n}
    )
  ),
  count_${n + 1} as materialized (select n + (select count(*) from tier_${n}) as n from count_${n})`
  return `
select '${type}' as type, found.total, found.exact, page.* from (
  with same as materialized (
    select d.id, ${rank(-1, '0')} from documents d where ${matches} and d.title_key = any ($1::text[]) and d.tier >= 0
  ),
  count_0 as materialized (select count(*) as n from same),${tiers.map(tier).join()}
  select (select n from count_${tiers.length}) as total, (select n from count_0) as exact,
    (select array_agg(id) from (
      select id from (table same ${tiers.map((n) => `union all table tier_${n}`).join(' ')}) ranked
      order by case when (select n from count_${tiers.length}) < ${enough} then 0 else tier end, rank, id
      limit $3::int offset $4::int) paged) as ids
) found left join lateral (
  select d.id, d.title, d.card, d.popularity
  from unnest(found.ids) with ordinality u (id, at) join documents d on d.id = u.id and d.type = '${type}'
  order by at
) page on true`
}

/**
 * $1 title keys, the one as typed first; $2 the query, $3 limit, $4 offset; when relaxed, $5 the query whose matches are
 * left out. One row for each hit, or one with a null id for a type without any.
 */
export const pageStatement = (types: readonly DocumentType[], relaxed: boolean): string =>
  types.map((type) => `(${pageOf(type, relaxed)})`).join('\nunion all')

/** Moves the less played of an overfull tier to the next, but for what is being written; $1 type, $2 how many may stay. */
export const shedStatement = (tier: number): string => `
with cut as (
  select popularity from documents
  where type = $1 and coalesce(tier, -1) = ${tier} order by popularity desc offset $2::int limit 1
), raised as (
  update tiers set floors[${tier + 1}] = greatest(floors[${tier + 1}], cut.popularity) from cut where type = $1
), low as materialized (
  select d.id from documents d, cut
  where d.type = $1 and coalesce(d.tier, -1) = ${tier} and d.popularity < cut.popularity
  for update of d skip locked
)
update documents d set tier = ${tier + 1} from low where d.type = $1 and d.id = low.id`

/** $1 type: how many documents each tier but the last holds. */
export const tierSizesStatement = `
select t.n as tier, (select count(*) from documents where type = $1 and coalesce(tier, -1) = t.n)::int as size
from generate_series(0, ${rooms.length - 1}) t (n) order by n`
