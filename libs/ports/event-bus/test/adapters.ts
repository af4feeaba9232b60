import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { startDatabase } from '@segue/database/embedded'
import { scratchFolder } from '@segue/database/testing'
import { startRabbitMq } from '@segue/native'

/** A broker of its own for the suite, which may be killed and filled up. */
export interface Broker extends AsyncDisposable {
  /** A bus with nothing in it. */
  freshUrl(): Promise<string>
  /** Dies as by SIGKILL and comes back by itself at the same URL; resolves once it is gone. */
  kill(): Promise<void>
  /** Refuses what needs disk space, from the `after`th message of a publication on at the latest, until disposed. */
  fillDisk(url: string, after: number): Promise<AsyncDisposable>
  /** What publishing then rejects with. */
  readonly diskIsFull: string
}

export interface Adapter {
  readonly name: string
  /** Why it can't be tested here. */
  readonly missing?: string
  start(): Promise<Broker>
}

export const isNative = process.env['SEGUE_PARTS'] === 'native'

async function query(url: string, text: string): Promise<pg.QueryResult<Record<string, unknown>>> {
  const client = new pg.Client(url)
  client.on('error', () => {})
  await client.connect()
  try {
    return await client.query(text)
  } finally {
    await client.end()
  }
}

const postgres: Adapter = {
  name: 'postgres',
  async start() {
    const folder = scratchFolder()
    const database = await startDatabase({ folder, durable: false })
    let buses = 0
    return {
      diskIsFull: 'No space left',
      freshUrl: () => database.provision(`bus_${++buses}`),
      async kill() {
        const { rows } = await query(database.url, `select pg_read_file('postmaster.pid', 0, 20) as file`)
        process.kill(Number.parseInt(String(rows[0]?.['file']), 10), 'SIGKILL')
      },
      // The error of a full disk (SQLSTATE 53100), raised where PostgreSQL itself would: while rows are being written.
      async fillDisk(url, after) {
        await query(url, `
          create sequence disk_space;
          create function refuse() returns trigger language plpgsql as $$ begin
            if nextval('disk_space') > ${after} then
              raise exception 'could not extend file: No space left on device' using errcode = 'disk_full';
            end if;
            return new;
          end $$;
          create trigger disk_full before insert on bus_messages for each row execute function refuse()`)
        return { [Symbol.asyncDispose]: async () => void (await query(url, 'drop function refuse cascade; drop sequence disk_space')) }
      },
      async [Symbol.asyncDispose]() {
        await database[Symbol.asyncDispose]()
        await rm(folder, { recursive: true, force: true })
      },
    }
  },
}

/** A virtual host for each bus, all of them there from the start: `rabbitmqctl` takes a second for one. */
const vhosts = Array.from({ length: 40 }, (_, n) => `bus-${n}`)

const rabbitmq: Adapter = {
  name: 'rabbitmq',
  ...(isNative ? {} : { missing: 'needs RabbitMQ: npm run test:stack' }),
  async start() {
    const folder = scratchFolder()
    const broker = await startRabbitMq({ folder: join(folder, 'rabbitmq'), vhosts: ['first', ...vhosts] })
    const unused = [...vhosts]
    let returning = Promise.resolve()
    return {
      diskIsFull: 'low on disk',
      freshUrl: async () => broker.urlOf(unused.pop() ?? 'first'),
      async kill() {
        await broker.kill()
        returning = broker.restart()
      },
      async fillDisk() {
        await broker.control('set_disk_free_limit', '1000000GB')
        return { [Symbol.asyncDispose]: async () => void (await broker.control('set_disk_free_limit', '50MB')) }
      },
      async [Symbol.asyncDispose]() {
        await returning
        await broker[Symbol.asyncDispose]()
        await rm(folder, { recursive: true, force: true })
      },
    }
  },
}

export const adapters: readonly Adapter[] = isNative ? [rabbitmq] : [postgres, rabbitmq]
