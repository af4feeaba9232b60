import { randomUUIDv7 } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { topology, type EventData, type EventName, type SongSnapshot } from '@segue/contracts'
import { testDatabase } from '@segue/database/testing'
import { openEventBus, type EventBus } from '@segue/event-bus'
import { testIdentity, type TestIdentity } from '@segue/identity/testing'
import { generateKeys } from '@segue/media-signature'
import { startPlaybackAuth } from '../src/index.ts'

export const mediaUrl = 'http://localhost:4001'

export interface PlaybackService extends AsyncDisposable {
  readonly url: string
  readonly databaseUrl: string
  readonly identity: TestIdentity
  readonly bus: EventBus
  readonly public_key_pem: string
  send<N extends EventName>(type: N, aggregate_id: string, aggregate_version: number, data: EventData<N>): Promise<void>
}

/** The real service on a database, a bus and keys of its own. */
export async function playbackService(): Promise<PlaybackService> {
  await using opening = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'segue-playback-'))
  opening.defer(() => rm(folder, { recursive: true, force: true }))
  const [own, shared, identity] = [opening.use(await testDatabase()), opening.use(await testDatabase()), opening.use(await testIdentity())]
  const { private_key_pem, public_key_pem } = generateKeys()
  const signingKeyFile = join(folder, 'grant.pem')
  await writeFile(signingKeyFile, private_key_pem)
  const bus = opening.use(await openEventBus(shared.url, { topology }))
  const service = opening.use(
    await startPlaybackAuth({
      host: '127.0.0.1',
      port: 0,
      databaseUrl: own.url,
      signingKeyFile,
      keyPairId: 'test',
      countPlaysEveryMs: 50,
      agentPort: 0,
      agentHost: '127.0.0.1',
      agentGrantsPerS: 1_000,
      logLevel: 'silent',
      busUrl: shared.url,
      cacheUrl: 'memory:',
      jwksUrl: identity.jwksUrl,
      publicUrl: identity.issuer,
      mediaUrl,
    }),
  )
  const stack = opening.move()
  return {
    url: service.url,
    databaseUrl: own.url,
    identity,
    bus,
    public_key_pem,
    send: (type, aggregate_id, aggregate_version, data) => bus.publish([{ id: randomUUIDv7(), type, aggregate_id, aggregate_version, occurred_at: new Date().toISOString(), data }]),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

/** A song as catalog announces it. */
export function snapshot(changes: Partial<SongSnapshot> = {}): SongSnapshot {
  const song_id = changes.song_id ?? randomUUIDv7()
  return {
    song_id,
    owner_user_id: randomUUIDv7(),
    title: 'Étude',
    artists: [{ id: randomUUIDv7(), name: 'Ada' }],
    album: null,
    genre: 'classical',
    explicit: false,
    release_at: null,
    released_at: '2026-11-24T12:00:00.000Z',
    duration_ms: 60_000,
    loudness_lufs: -16,
    artwork_path: null,
    audio: {
      version: 1,
      path: `artists/a/albums/single/${song_id}/v1/`,
      playlists: { 'master.m3u8': 'full', 'audio_320k.m3u8': 'high', '128k/master.m3u8': 'capped', '128k/audio_64k.m3u8': 'low', '128k/audio_128k.m3u8': 'middle' },
    },
    ...changes,
  }
}
