import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createClient, type Client } from '@segue/api-client'
import * as catalog from '@segue/catalog'
import { createArtist, getArtist, register, search, topology } from '@segue/contracts'
import { openDatabase, type Db } from '@segue/database'
import { testDatabase } from '@segue/database/testing'
import { openEventBus, type EventBus } from '@segue/event-bus'
import { config as searchConfig, startSearch } from '@segue/search'
import type { Service } from '@segue/service'
import { freePort, openSecrets } from '@segue/tools/platform'
import * as user from '@segue/user'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openLine, type Line } from './open-line.ts'

const soon = { timeout: 30_000, interval: 50 }
const stack = new AsyncDisposableStack()
let database: Line
let broker: Line
let bus: EventBus
let db: Db<Record<'outbox', Record<string, unknown>>>
let service: Service
let accounts: Service
let startAccounts: () => Promise<Service>
let startAnother: () => Promise<Service>
let listeners = 0

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'segue-bad-days-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  await mkdir(join(folder, 'objects'))
  const [own, shared, users] = [stack.use(await testDatabase()), stack.use(await testDatabase()), stack.use(await testDatabase())]
  database = stack.use(await openLine(own.url))
  broker = stack.use(await openLine(shared.url))
  db = openDatabase(own.url)
  stack.defer(() => db.destroy())
  bus = stack.use(await openEventBus(shared.url, { topology }))
  const secrets = openSecrets(folder)
  const port = await freePort()
  const environment = {
    CATALOG_DATABASE_URL: database.url,
    CATALOG_PORT: '0',
    USER_DATABASE_URL: users.url,
    USER_PORT: String(port),
    USER_SIGNING_KEY_FILES: secrets.token_key_file,
    SEGUE_BUS_URL: broker.url,
    SEGUE_OBJECT_STORE_URL: pathToFileURL(join(folder, 'objects')).href,
    SEGUE_UPLOAD_SECRET: secrets.upload_secret,
    SEGUE_JWKS_URL: `http://127.0.0.1:${port}/.well-known/jwks.json`,
    SEGUE_LOG_LEVEL: 'silent',
  }
  startAccounts = () => user.startUser(user.config.load(environment))
  startAnother = () => catalog.startCatalog(catalog.config.load(environment))
  accounts = await startAccounts()
  stack.defer(() => accounts[Symbol.asyncDispose]())
  service = stack.use(await startAnother())
})
afterAll(() => stack.disposeAsync())

async function newListener(): Promise<(of: Service) => Client> {
  const body = { email: `listener-${listeners++}@bad-days.segue.example`, password: 'it will pass again', display_name: 'Ada' }
  const { access_token } = await createClient({ url: accounts.url }).call(register, { body })
  return (of) => createClient({ url: of.url, token: () => access_token })
}

const waiting = async () => (await db.selectFrom('outbox').selectAll().execute()).length
const unavailable = { status: 503, code: 'unavailable', retry_after_s: expect.any(Number) }

test('while the broker is gone writes are taken, the service stays in rotation, and what waited is told when it is back', async () => {
  const people = await Promise.all(Array.from({ length: 10 }, newListener))
  await expect.poll(waiting, soon).toBe(0)
  const { waiting: before } = await bus.backlog('search')
  await broker.cut()
  const artists = await Promise.all(people.map((of) => of(service).call(createArtist, { body: { name: 'The Unheard' } })))
  expect(artists.length).toBe(10)
  expect(await waiting()).toBe(10)
  await expect.poll(() => service.readiness(), soon).toMatchObject({ ready: true, degraded: true, dependencies: { database: 'up', bus: 'down' } })
  await broker.mend()
  await expect.poll(waiting, soon).toBe(0)
  expect((await bus.backlog('search')).waiting).toBe(before + 10)
  await expect.poll(() => service.readiness(), soon).toMatchObject({ ready: true, dependencies: { bus: 'up' } })
})

test('while its database is gone a service says when to come again, and goes on by itself when it is back', async () => {
  const client = (await newListener())(service)
  const artist = await client.call(createArtist, { body: { name: 'The Patient' } })
  await database.cut()
  await expect(client.call(getArtist, { params: { artist_id: artist.id } })).rejects.toMatchObject(unavailable)
  await expect((await newListener())(service).call(createArtist, { body: { name: 'Nobody' } })).rejects.toMatchObject(unavailable)
  await expect.poll(() => service.readiness(), soon).toMatchObject({ ready: false, dependencies: { database: 'down', bus: 'up' } })
  await database.mend()
  await expect.poll(() => client.call(getArtist, { params: { artist_id: artist.id } }).catch(() => null), soon).toMatchObject({ id: artist.id })
  await expect.poll(() => service.readiness(), soon).toMatchObject({ ready: true })
})

test('while the user service is gone tokens are good where its keys are held, and where they are not nobody is signed out', async () => {
  const [before, client] = [await newListener(), await newListener()]
  const artist = await before(service).call(createArtist, { body: { name: 'The Signed In' } })
  await accounts[Symbol.asyncDispose]()
  expect(await client(service).call(createArtist, { body: { name: 'The Verified' } })).toMatchObject({ name: 'The Verified' })
  await expect.poll(() => service.readiness(), soon).toEqual({ ready: true, dependencies: expect.objectContaining({ user: 'up' }) })

  await using fresh = await startAnother()
  await expect.poll(() => fresh.readiness(), soon).toMatchObject({ ready: false, dependencies: { user: 'down' } })
  await expect(before(fresh).call(getArtist, { params: { artist_id: artist.id } })).rejects.toMatchObject(unavailable)
  const anonymous = createClient({ url: fresh.url })
  expect(await anonymous.call(getArtist, { params: { artist_id: artist.id } })).toMatchObject({ name: 'The Signed In' })

  accounts = await startAccounts()
  await expect.poll(() => fresh.readiness(), soon).toMatchObject({ ready: true, dependencies: { user: 'up' } })
  expect(await before(fresh).call(getArtist, { params: { artist_id: artist.id } })).toMatchObject({ id: artist.id })
})

test('while the index is gone searching is put off, and nothing else', async () => {
  await using cleanup = new AsyncDisposableStack()
  const own = cleanup.use(await testDatabase())
  const index = cleanup.use(await openLine(own.url))
  const settings = { SEARCH_DATABASE_URL: own.url, SEARCH_INDEX_URL: index.url, SEARCH_PORT: '0', SEGUE_BUS_URL: broker.url, SEGUE_LOG_LEVEL: 'silent' }
  const searching = cleanup.use(await startSearch(searchConfig.load(settings)))
  const client = createClient({ url: searching.url })
  const ask = (q: string) => client.call(search, { query: { q } })
  await ask('before')
  await index.cut()
  await expect(ask('during')).rejects.toMatchObject(unavailable)
  await expect.poll(() => searching.readiness(), soon).toMatchObject({ ready: false, dependencies: { index: 'down', database: 'up', bus: 'up' } })
  await expect.poll(() => service.readiness(), soon).toMatchObject({ ready: true })
  await index.mend()
  await expect.poll(() => ask('after').catch(() => null), soon).toMatchObject({ query: 'after' })
})
