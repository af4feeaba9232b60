import { live, next } from './schema.ts'
import { tierOf } from './statements.ts'

const columns = ['type', 'id', 'version', 'title_key', 'title', 'words', 'card']
const tierOfNew = `(select ${tierOf('new.popularity')} from ${next}.tiers t where t.type = new.type)`

/**
 * What any process writes to the live index goes into the next one in the same transaction, unless a newer version is there. Plays
 * alone bring no document along: the rebuild has yet to say what that is.
 */
export const mirror = `
create function ${next}.mirror_document() returns trigger language plpgsql as $$ begin
  if tg_op = 'INSERT' or new.version <> old.version or (new.tier is null and old.tier is not null) then
    insert into ${next}.documents as d (${columns.join()}, popularity, tier)
    values (${columns.map((column) => `new.${column}`).join()}, new.popularity, case when new.tier is not null then ${tierOfNew} end)
    on conflict (id, type) do update set ${columns.slice(2).map((column) => `${column} = excluded.${column}`).join()}, tier = excluded.tier
    where excluded.version > d.version or (excluded.version = d.version and excluded.tier is null);
  end if;
  if tg_op = 'UPDATE' and new.popularity <> old.popularity then
    update ${next}.documents d set popularity = new.popularity, tier = case when d.tier is not null then ${tierOfNew} end
    where d.id = new.id and d.type = new.type and d.popularity <> new.popularity;
  end if;
  return null;
end $$;
create trigger mirror after insert or update on ${live}.documents for each row execute function ${next}.mirror_document();
create function ${next}.mirror_word() returns trigger language plpgsql as $$ begin
  insert into ${next}.vocabulary values (new.*) on conflict do nothing;
  return null;
end $$;
create trigger mirror after insert on ${live}.vocabulary for each row execute function ${next}.mirror_word()`

/** Writers hold the live tables when they come to the next ones: whoever locks both does it in that order too. */
const lockLive = `lock table ${live}.documents, ${live}.vocabulary, ${live}.tiers in access exclusive mode`

export const takeDown = `${lockLive}; drop schema if exists ${next} cascade`

/** The live index goes, the next one takes its name. Searches that wait meanwhile find the new one. */
export const swap = `
${lockLive};
drop schema ${live} cascade;
drop function ${next}.mirror_document, ${next}.mirror_word;
alter schema ${next} rename to ${live}`

/** Words that are in use now although no document brought them since the rebuild began. */
export const remainingWords = `insert into ${next}.vocabulary select * from ${live}.vocabulary on conflict do nothing`
