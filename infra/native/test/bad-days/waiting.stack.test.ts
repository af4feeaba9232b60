import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { freePort, startRabbitMq, startRedis } from '@segue/native'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '../../../../libs/kit/database/src/testing.ts'

const apps = fileURLToPath(new URL('../../../../apps', import.meta.url))
const soon = { timeout: 60_000, interval: 100 }
const password = 'known before it starts'
const started = new AsyncDisposableStack()
let folder: string
let database: TestDatabase
let ports: { readonly rabbit: number; readonly redis: number }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'segue-waiting-'))
  started.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  await mkdir(join(folder, 'objects'))
  database = started.use(await testDatabase())
  ports = { rabbit: await freePort(), redis: await freePort() }
})
afterAll(() => started.disposeAsync())

const busUrl = (changes: Partial<URL> = {}) => Object.assign(new URL(`amqp://segue:${encodeURIComponent(password)}@127.0.0.1:${ports.rabbit}/segue`), changes).href

const cacheUrl = (who = '') => `redis://${who}127.0.0.1:${ports.redis}`

/** A service as a process of its own, as a fleet runs it. */
async function startProcess(name: 'catalog' | 'playlist', settings: Readonly<Record<string, string>>) {
  const internalPort = String(await freePort())
  const env = {
    ...process.env,
    CATALOG_PORT: '0',
    PLAYLIST_PORT: '0',
    CATALOG_DATABASE_URL: database.url,
    PLAYLIST_DATABASE_URL: database.url,
    SEGUE_INTERNAL_PORT: internalPort,
    SEGUE_JWKS_URL: 'http://127.0.0.1:9/jwks.json',
    SEGUE_OBJECT_STORE_URL: pathToFileURL(join(folder, 'objects')).href,
    SEGUE_UPLOAD_SECRET: 'a secret of at least thirty-two characters',
    SEGUE_LOG_LEVEL: 'info',
    ...settings,
  }
  const child = spawn(process.execPath, ['src/main.ts'], { cwd: join(apps, name), env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  let complaint = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text))
  const ended = once(child, 'exit').then(([code]) => Number(code))
  return {
    ended,
    said: () => said,
    complaint: () => complaint,
    health: (what: 'live' | 'ready') => fetch(`http://127.0.0.1:${internalPort}/health/${what}`).then((answer) => answer.json(), () => null),
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

test('a service without its broker waits for it, whatever its cache does, and becomes ready by itself', async () => {
  await using cleanup = new AsyncDisposableStack()
  const service = cleanup.use(await startProcess('catalog', { SEGUE_BUS_URL: busUrl(), SEGUE_CACHE_URL: cacheUrl() }))
  await expect.poll(() => service.health('ready'), soon).toEqual({
    ready: false,
    services: { catalog: { ready: false, dependencies: { database: 'up', bus: 'down' } } },
  })
  expect(await service.health('live')).toEqual({ live: true })
  await expect.poll(service.said, soon).toMatch(/"setting":"SEGUE_BUS_URL".*waiting for: bus/)
  expect(service.said()).not.toContain(encodeURIComponent(password))

  started.use(await startRabbitMq({ folder: join(folder, 'rabbitmq'), port: ports.rabbit, password }))
  await expect.poll(() => service.health('ready'), soon).toMatchObject({ services: { catalog: { dependencies: { database: 'up', bus: 'up', cache: 'down', user: 'down' } } } })
  expect(service.said()).toMatch(/"waited_ms":\d+.*is there now: bus/)

  started.use(await startRedis({ folder: join(folder, 'redis'), port: ports.redis }))
  await expect.poll(() => service.health('ready'), soon).toMatchObject({ services: { catalog: { dependencies: { cache: 'up' } } } })
})

test.for([
  ['a wrong password of the broker', 'catalog', () => ({ SEGUE_BUS_URL: busUrl({ password: 'geheim' }) }), /^SEGUE_BUS_URL: RabbitMQ knows no such user and password/],
  ['a virtual host that is not there', 'catalog', () => ({ SEGUE_BUS_URL: busUrl({ pathname: '/elsewhere' }) }), /^SEGUE_BUS_URL: RabbitMQ has no such virtual host/],
  ['a wrong user of the cache', 'catalog', () => ({ SEGUE_BUS_URL: busUrl(), SEGUE_CACHE_URL: cacheUrl('nobody:geheim@') }), /^SEGUE_CACHE_URL: Redis at .*WRONGPASS/],
  ['a store that can not be', 'catalog', () => ({ SEGUE_BUS_URL: busUrl(), SEGUE_OBJECT_STORE_URL: 's3://nobody:geheim@?region=x' }), /^SEGUE_OBJECT_STORE_URL: /],
  ["another service's database", 'playlist', () => ({ SEGUE_BUS_URL: busUrl() }), /^PLAYLIST_DATABASE_URL: The database holds the migration "\S+", which this version does not know/],
] as const)('%s ends the start with one line that names the setting and tells no secret', async ([, name, settings, line]) => {
  await using service = await startProcess(name, settings())
  expect(await service.ended).toBe(1)
  expect(service.complaint()).toMatch(line)
  expect(service.complaint()).not.toContain('geheim')
  expect(service.complaint().trimEnd().split('\n').length).toBe(1)
})
