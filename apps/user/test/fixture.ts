import { topology, type Envelope, type Session } from '@segue/contracts'
import { testDatabase } from '@segue/database/testing'
import { openEventBus } from '@segue/event-bus'
import { generateSigningKey } from '@segue/identity'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { config, startUser, type Config } from '../src/index.ts'

export interface Answer<Body> {
  readonly status: number
  readonly body: Body
  readonly headers: Headers
}

export interface Ask {
  readonly body?: unknown
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
}

export const password = 'a long enough secret'

/** The real service on databases of its own, with a clock that tests may put forward. */
export async function testUser(overrides: Partial<Config> = {}) {
  const stack = new AsyncDisposableStack()
  const database = stack.use(await testDatabase())
  const busDatabase = stack.use(await testDatabase())
  const folder = await mkdtemp(join(tmpdir(), 'segue-user-'))
  stack.defer(() => rm(folder, { recursive: true }))
  const signingKeyFiles = join(folder, 'key.pem')
  await writeFile(signingKeyFiles, generateSigningKey().private_key_pem)

  const loaded = config.load({
    USER_PORT: '0',
    USER_DATABASE_URL: database.url,
    USER_SIGNING_KEY_FILES: signingKeyFiles,
    SEGUE_BUS_URL: busDatabase.url,
    SEGUE_LOG_LEVEL: 'error',
  })
  const settings = { ...loaded, ...overrides }
  let ahead_ms = 0
  const service = stack.use(await startUser(settings, { now: () => new Date(Date.now() + ahead_ms) }))
  const bus = stack.use(await openEventBus(busDatabase.url, { topology }))
  const sql = new pg.Client(database.url)
  await sql.connect()
  stack.defer(() => sql.end())
  // The relay deletes what it has published; a copy says what was announced, and in which order.
  await sql.query('create table announced (seq bigint primary key, event jsonb not null)')
  await sql.query(`
    create function copy_announced() returns trigger language plpgsql as
    $$ begin insert into announced values (new.seq, new.event); return null; end $$`)
  await sql.query('create trigger copy_announced after insert on outbox for each row execute function copy_announced()')

  async function ask<Body = unknown>(method: string, path: string, { body, token, headers = {} }: Ask = {}): Promise<Answer<Body>> {
    const response = await fetch(service.url + path, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? null : JSON.parse(text), headers: response.headers }
  }

  let registered = 0
  return {
    service,
    settings,
    bus,
    sql,
    ask,
    /** Opens an account. */
    async register(given: Readonly<Record<string, unknown>> = {}) {
      const email = `ada${++registered}@example.com`
      const { status, body } = await ask<Session>('POST', '/v1/auth/register', { body: { email, password, display_name: 'Ada', ...given } })
      if (status !== 201) throw new Error(`register answered ${status}`)
      return { ...body, user_id: body.user.id, token: body.access_token, refresh_token: body.refresh_token ?? '', email: body.user.email }
    },
    putClockForward(ms: number) {
      ahead_ms += ms
    },
    /** What was announced under a name, oldest first; of one aggregate if it says which. */
    async announced(type: string, aggregate_id?: string): Promise<Envelope[]> {
      const { rows } = await sql.query<{ event: Envelope }>(`select event from announced where event->>'type' = $1 order by seq`, [type])
      return rows.map(({ event }) => event).filter((event) => aggregate_id === undefined || event.aggregate_id === aggregate_id)
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}
export type TestUser = Awaited<ReturnType<typeof testUser>>
