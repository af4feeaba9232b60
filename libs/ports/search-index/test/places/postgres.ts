import { testDatabase } from '@segue/database/testing'
import pg from 'pg'
import type { Adapter } from '../adapters.ts'

export const postgres: Adapter = { name: 'postgres', place: testDatabase, fillDisk, diskIsFull: /No space left/ }

const roomLeft = 10

/** The error of a full disk (SQLSTATE 53100), raised where PostgreSQL itself would: while rows are being written. */
async function fillDisk(url: string): Promise<AsyncDisposable> {
  await query(
    url,
    `create sequence disk_space;
    create function refuse() returns trigger language plpgsql as $$ begin
      if nextval('disk_space') > ${roomLeft} then
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
