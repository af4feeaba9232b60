import { testDatabase } from '@segue/database/testing'
import pg from 'pg'
import type { SearchIndex } from '../src/index.ts'
import { openSearchIndex } from '../src/index.ts'

export interface Place extends AsyncDisposable {
  readonly url: string
}

export interface Adapter {
  readonly name: string
  readonly place: () => Promise<Place>
  /** Lets so many more documents be written at the place, and refuses the next as a full disk would; disposing makes room. */
  readonly fillDisk: (url: string, after: number) => Promise<AsyncDisposable>
}

/** Every adapter with an empty place of its own; the suites run over this table. */
export const adapters: readonly Adapter[] = [{ name: 'postgres', place: testDatabase, fillDisk: fillPostgres }]

/** The error of a full disk (SQLSTATE 53100), raised where PostgreSQL itself would: while rows are being written. */
async function fillPostgres(url: string, after: number): Promise<AsyncDisposable> {
  await query(
    url,
    `create sequence disk_space;
    create function refuse() returns trigger language plpgsql as $$ begin
      if nextval('disk_space') > ${after} then
        raise exception 'could not extend file: No space left on device' using errcode = 'disk_full';
      end if;
      return new;
    end $$;
    create trigger disk_full before insert on search_index.documents for each row execute function refuse()`,
  )
  return { [Symbol.asyncDispose]: () => query(url, 'drop function refuse cascade; drop sequence disk_space') }
}

async function query(url: string, sql: string): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** An empty index, gone when disposed of. */
export async function emptyIndex(place: () => Promise<Place>): Promise<SearchIndex> {
  const at = await place()
  const index = await openSearchIndex(at.url)
  return {
    ...index,
    async [Symbol.asyncDispose]() {
      await index[Symbol.asyncDispose]()
      await at[Symbol.asyncDispose]()
    },
  }
}
