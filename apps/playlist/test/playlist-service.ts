import { randomUUIDv7 } from 'node:crypto'
import { createClient, type Client } from '@segue/api-client'
import { songCard, topology, type Envelope, type EventData, type EventName, type SongSnapshot } from '@segue/contracts'
import { openDatabase } from '@segue/database'
import { testDatabase } from '@segue/database/testing'
import { openEventBus } from '@segue/event-bus'
import type { Claims } from '@segue/identity'
import { testIdentity } from '@segue/identity/testing'
import { config, startPlaylist } from '../src/index.ts'
import type { Tables } from '../src/db/tables.ts'

export interface Listener {
  readonly user_id: string
  readonly client: Client
  readonly headers: { readonly authorization: string }
}

export const mediaUrl = 'http://localhost:4001'

/** The real service on databases and keys of its own, and the means to call it and to tell it what others announce. */
export async function playlistService(openDatabaseFor: () => Promise<{ readonly url: string } & AsyncDisposable> = testDatabase) {
  await using opening = new AsyncDisposableStack()
  const own = opening.use(await openDatabaseFor())
  const shared = opening.use(await openDatabaseFor())
  const identity = opening.use(await testIdentity())
  const bus = opening.use(await openEventBus(shared.url, { topology }))
  const db = openDatabase<Tables>(own.url)
  opening.defer(() => db.destroy())
  const environment = {
    PLAYLIST_PORT: '0',
    PLAYLIST_DATABASE_URL: own.url,
    SEGUE_BUS_URL: shared.url,
    SEGUE_JWKS_URL: identity.jwksUrl,
    SEGUE_PUBLIC_URL: identity.issuer,
    SEGUE_MEDIA_URL: mediaUrl,
    SEGUE_LOG_LEVEL: 'error',
  }
  const service = opening.use(await startPlaylist(config.load(environment)))
  const replicas = opening.use(new AsyncDisposableStack())
  const stack = opening.move()
  const announce = <N extends EventName>(type: N, aggregate_id: string, aggregate_version: number, data: EventData<N>): Promise<void> =>
    bus.publish([eventOf(type, aggregate_id, aggregate_version, data)])

  return {
    url: service.url,
    db,
    bus,
    announce,
    anonymous: createClient(service),
    /** Another process of the service, as far as the databases can tell: its address. */
    replica: async (): Promise<string> => replicas.use(await startPlaylist(config.load(environment))).url,
    async listener(claims: Partial<Claims> = {}, url = service.url): Promise<Listener> {
      const { user_id, token, headers } = await identity.token(claims)
      return { user_id, headers, client: createClient({ url, token: () => token }) }
    },
    /** Songs that the service knows already, without waiting for the bus. */
    async songs(count: number): Promise<SongSnapshot[]> {
      const songs = Array.from({ length: count }, (_, index) => songSnapshot({ title: `Song ${index}` }))
      const rows = songs.map((song) => ({ song_id: song.song_id, version: 1, available: true, card: JSON.stringify(songCard(song, '')) }))
      await db.insertInto('songs').values(rows).execute()
      return songs
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

export type PlaylistService = Awaited<ReturnType<typeof playlistService>>

export const eventOf = <N extends EventName>(type: N, aggregate_id: string, aggregate_version: number, data: EventData<N>): Envelope<N, EventData<N>> => ({
  id: randomUUIDv7(),
  type,
  aggregate_id,
  aggregate_version,
  occurred_at: new Date().toISOString(),
  data,
})

export function songSnapshot(given: Partial<SongSnapshot> = {}): SongSnapshot {
  const song_id = given.song_id ?? randomUUIDv7()
  return {
    song_id,
    owner_user_id: randomUUIDv7(),
    title: 'Rain Check',
    artists: [{ id: randomUUIDv7(), name: 'Night Bus' }],
    album: null,
    genre: 'Jazz',
    explicit: false,
    release_at: null,
    released_at: '2026-01-01T00:00:00.000Z',
    duration_ms: 180_000,
    loudness_lufs: -14,
    artwork_path: 'images/abc-640.jpg',
    audio: { version: 1, path: `artists/a/albums/single/${song_id}/v1/`, playlists: {} },
    ...given,
  }
}
