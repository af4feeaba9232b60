import { randomUUIDv7 } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { topology, type EventData, type EventName, type EventOf } from '@segue/contracts'
import { openDatabase, type Db } from '@segue/database'
import { testDatabase } from '@segue/database/testing'
import { openEventBus, type EventBus } from '@segue/event-bus'
import { openObjectStore, type ObjectStore } from '@segue/object-store'
import type { Environment } from '@segue/service'
import { config } from '../src/config.ts'
import type { Tables } from '../src/db/tables.ts'
import { startTranscoder } from '../src/transcoder.ts'
import { makeWav } from './hostile/honest-samples.ts'

export interface Surroundings extends AsyncDisposable {
  readonly bus: EventBus
  readonly store: ObjectStore
  /** The service's own database, to be looked at. */
  readonly db: Db<Tables>
  readonly workDir: string
  readonly environment: Environment
  /** What the transcoder announced so far, in the order it came; an event that the bus brings again counts once. */
  readonly heard: Hearing
  /** Starts the service in this process. */
  start(settings?: Environment): Promise<AsyncDisposable>
  /** Puts an original and says so, as catalog does. */
  upload(options?: UploadOptions): Promise<EventData<'song.uploaded'>>
  announce<N extends EventName>(type: N, aggregate_id: string, data: EventData<N>): Promise<EventOf<N>>
  /** Keys of everything under a directory. */
  keys(prefix: string): Promise<string[]>
}

export interface UploadOptions {
  readonly bytes?: Buffer
  readonly seconds?: number
  /** False announces an original that isn't there. */
  readonly put?: boolean
}

export interface Hearing {
  of<N extends EventName>(type: N, song_id: string): EventOf<N>[]
  /** Called with each event as it comes. */
  onEvent: (event: { readonly type: string; readonly data: unknown }) => void
}

/** Everything around a transcoder: its database, a bus on which catalog listens, a file store, a work directory. */
export async function surroundings(): Promise<Surroundings> {
  await using opening = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'segue-transcoder-'))
  opening.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  const [own, shared] = [opening.use(await testDatabase()), opening.use(await testDatabase())]
  const workDir = join(folder, 'work')
  const objectStoreUrl = pathToFileURL(join(folder, 'objects')).href
  const uploadSecret = 'a secret that nobody else has, thirty-two long'
  const environment = {
    TRANSCODER_PORT: '0',
    TRANSCODER_DATABASE_URL: own.url,
    TRANSCODER_WORK_DIR: workDir,
    SEGUE_BUS_URL: shared.url,
    SEGUE_OBJECT_STORE_URL: objectStoreUrl,
    SEGUE_UPLOAD_SECRET: uploadSecret,
    SEGUE_LOG_LEVEL: 'silent',
  }
  const bus = opening.use(await openEventBus(shared.url, { topology }))
  const store = opening.use(await openObjectStore(objectStoreUrl, { upload_url: 'http://localhost:1', upload_secret: uploadSecret }))
  const db = openDatabase<Tables>(own.url)
  opening.defer(() => db.destroy())
  const heard = opening.use(await listen(bus))

  const announce: Surroundings['announce'] = async (type, aggregate_id, data) => {
    const event = { id: randomUUIDv7(), type, aggregate_id, aggregate_version: 1, occurred_at: new Date().toISOString(), data }
    await bus.publish([event])
    return event
  }
  const stack = opening.move()
  return {
    bus,
    store,
    db,
    workDir,
    environment,
    heard,
    announce,
    start: (settings = {}) => startTranscoder(config.load({ ...environment, ...settings })),
    async upload({ seconds = 2, bytes = makeWav({ seconds }), put = true } = {}) {
      const [song_id, upload_id, artist_id] = [randomUUIDv7(), randomUUIDv7(), randomUUIDv7()]
      const data = {
        song_id,
        upload_id,
        object_key: `uploads/${upload_id}`,
        audio_version: 1,
        output_path: `artists/${artist_id}/albums/single/${song_id}/v1/`,
        file: { name: 'tone.wav', size: bytes.length, content_type: 'audio/wav' },
      }
      if (put) await store.put(data.object_key, bytes, { content_type: 'audio/wav' })
      await announce('song.uploaded', song_id, data)
      return data
    },
    keys: async (prefix) => (await Array.fromAsync(store.list(prefix))).map(({ key }) => key),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

async function listen(bus: EventBus): Promise<Hearing & AsyncDisposable> {
  const all = new Map<string, { readonly type: string; readonly aggregate_id: string; readonly data: unknown }>()
  const hearing = {
    onEvent: () => {},
    // What stands under a type has passed the contract of that type.
    of: <N extends EventName>(type: N, song_id: string) =>
      [...all.values()].filter((event) => event.type === type && event.aggregate_id === song_id) as EventOf<N>[],
  } satisfies Hearing as Hearing
  const subscription = await bus.consume('catalog', async (event) => {
    if (all.has(event.id)) return
    all.set(event.id, event)
    hearing.onEvent(event)
  })
  return Object.assign(hearing, { [Symbol.asyncDispose]: () => subscription[Symbol.asyncDispose]() })
}

/** The directory that `song.deleted` names: every version of the song. */
export const songPath = ({ output_path }: EventData<'song.uploaded'>): string => output_path.replace(/v1\/$/, '')
