import { createHash, randomUUIDv7 } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { topology, type Envelope, type EventData, type EventName, type OwnSong, type Upload } from '@segue/contracts'
import { openDatabase } from '@segue/database'
import { testDatabase } from '@segue/database/testing'
import { openEventBus, type EventBus } from '@segue/event-bus'
import { testIdentity } from '@segue/identity/testing'
import { openObjectStore, type ObjectStore } from '@segue/object-store'
import { createUploadReceiver } from '@segue/object-store/uploads'
import { CompiledQuery } from 'kysely'
import type { Tables } from '../src/db/tables.ts'
import { config, startCatalog } from '../src/index.ts'

export interface Answer<Body = Record<string, unknown>> {
  readonly status: number
  readonly body: Body
  readonly headers: Headers
}

export interface User {
  readonly user_id: string
  readonly headers: Readonly<Record<string, string>>
  call<Body = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<Body>>
}

export interface TestCatalog extends AsyncDisposable {
  readonly url: string
  readonly databaseUrl: string
  readonly bus: EventBus
  readonly store: ObjectStore
  /** What the transcoder and search heard, in the order of arrival. */
  readonly heard: readonly Envelope[]
  user(): Promise<User>
  artist(name?: string): Promise<User & { readonly artist_id: string }>
  /** Publishes an event as its owner would. */
  tell<N extends EventName>(type: N, aggregate_id: string, data: EventData<N>): Promise<void>
  /** A second replica on the same database, bus and store. */
  replica(): Promise<AsyncDisposable & { readonly url: string }>
  stop(): Promise<void>
  /** Looks into the service's database. */
  query(statement: string, values?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>
}

const upload_secret = 'a secret of at least thirty-two characters'

/** The real service on port 0, with a real database, bus, file store and receiver of uploads. */
export async function openCatalog(settings: Readonly<Record<string, string>> = {}): Promise<TestCatalog> {
  await using opening = new AsyncDisposableStack()
  const [database, busDatabase] = [opening.use(await testDatabase()), opening.use(await testDatabase())]
  const identity = opening.use(await testIdentity())
  const folder = await mkdtemp(join(tmpdir(), 'catalog-'))
  opening.defer(() => rm(folder, { recursive: true, force: true }))
  const storeUrl = pathToFileURL(join(folder, 'store')).href
  const mediaUrl = await receiveUploads(storeUrl, opening)
  const loaded = config.load({
    CATALOG_PORT: '0',
    CATALOG_DATABASE_URL: database.url,
    SEGUE_BUS_URL: busDatabase.url,
    SEGUE_OBJECT_STORE_URL: storeUrl,
    SEGUE_UPLOAD_SECRET: upload_secret,
    SEGUE_MEDIA_URL: mediaUrl,
    SEGUE_PUBLIC_URL: identity.issuer,
    SEGUE_JWKS_URL: identity.jwksUrl,
    SEGUE_LOG_LEVEL: 'error',
    ...settings,
  })
  const service = await startCatalog(loaded)
  const running = opening.adopt(new AsyncDisposableStack(), (stack) => stack.disposeAsync())
  running.use(service)
  const bus = opening.use(await openEventBus(busDatabase.url, { topology }))
  const store = opening.use(await openObjectStore(storeUrl, { upload_url: mediaUrl, upload_secret }))
  const db = openDatabase<Tables>(database.url)
  opening.defer(() => db.destroy())
  const heard: Envelope[] = []
  for (const consumer of ['transcoder', 'search']) {
    opening.use(await bus.consume(consumer, async (event) => void (heard.some(({ id }) => id === event.id) || heard.push(event))))
  }

  async function user(): Promise<User> {
    const { user_id, headers } = await identity.token()
    return {
      user_id,
      headers,
      async call<Body>(method: string, path: string, body?: unknown, extra: Record<string, string> = {}) {
        const json = body !== undefined && !(body instanceof FormData)
        const response = await fetch(service.url + path, {
          method,
          headers: { ...headers, ...(json && { 'content-type': 'application/json' }), ...extra },
          ...(body !== undefined && { body: body instanceof FormData ? body : JSON.stringify(body) }),
        })
        const text = await response.text()
        return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Body, headers: response.headers }
      },
    }
  }

  const stack = opening.move()
  return {
    url: service.url,
    databaseUrl: database.url,
    bus,
    store,
    heard,
    user,
    async artist(name = 'The Testers') {
      const someone = await user()
      const { body } = await someone.call<{ id: string }>('POST', '/v1/artists', { name })
      return { ...someone, artist_id: body.id }
    },
    tell: (type, aggregate_id, data) =>
      bus.publish([{ id: randomUUIDv7(), type, aggregate_id, aggregate_version: 1, occurred_at: new Date().toISOString(), data }]),
    replica: () => startCatalog(loaded),
    stop: () => running.disposeAsync(),
    async query(statement, values = []) {
      const { rows } = await db.executeQuery<Record<string, unknown>>(CompiledQuery.raw(statement, [...values]))
      return rows
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

async function receiveUploads(storeUrl: string, opening: AsyncDisposableStack): Promise<string> {
  const receive = await createUploadReceiver(storeUrl, { upload_secret })
  const server = createServer((request, response) => {
    receive({ method: request.method ?? '', target: request.url ?? '', headers: request.headers, body: request }).then(
      (answer) => response.writeHead(answer.status).end(),
      () => response.destroy(),
    )
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  opening.defer(async () => {
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64')

/** A declaration of these bytes as a WAV file. */
export const declare = (bytes: Uint8Array, changes: Readonly<Record<string, unknown>> = {}) => ({
  title: 'First Light',
  genre: 'Electronic',
  file: { name: 'first light.wav', size: bytes.length, content_type: 'audio/wav', checksum_sha256: sha256(bytes) },
  ...changes,
})

export interface CreatedSong {
  readonly song: OwnSong
  readonly upload: Upload
}

/** Sends bytes as they were signed; answers with the status. */
export async function send(
  { url, headers }: { readonly url: string; readonly headers: Readonly<Record<string, string>> },
  bytes: Uint8Array,
): Promise<number> {
  return (await fetch(url, { method: 'PUT', headers, body: Buffer.from(bytes) })).status
}

/** A song whose bytes are sent and completed: it is being processed. */
export async function uploadSong(artist: User, changes: Readonly<Record<string, unknown>> = {}): Promise<OwnSong> {
  const bytes = Buffer.from(`RIFF ${randomUUIDv7()}`)
  const { body } = await artist.call<CreatedSong>('POST', '/v1/songs', declare(bytes, changes))
  if (body.upload.kind !== 'single') throw new Error('Expected a single upload')
  await send(body.upload, bytes)
  const completed = await artist.call<{ song: OwnSong }>('POST', `/v1/songs/${body.song.id}/upload/complete`, {})
  return completed.body.song
}

/** What the transcoder announces of a finished song. */
export const transcoded = (song_id: string, artist_id: string, audio_version = 1): EventData<'song.transcoded'> => ({
  song_id,
  audio_version,
  path: `artists/${artist_id}/albums/single/${song_id}/v${audio_version}/`,
  playlists: { 'master.m3u8': '#EXTM3U\n' },
  duration_ms: 183_000,
  loudness_lufs: -11.2,
  true_peak_dbtp: -1,
  source: { codec: 'pcm_s16le', sample_rate_hz: 44_100, channels: 2, bitrate_kbps: null },
  tags: { title: 'First Light' },
  artwork_path: null,
})

/** What a refused call answers. */
export const refused = (status: number, code: string) => ({ status, body: { status, code } })

/** How long to wait for what is true soon and not at once. */
export const soon = { timeout: 10_000, interval: 25 }
