import { spawn } from 'node:child_process'
import { randomUUIDv7 } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { createClient, type Client } from '@segue/api-client'
import * as catalog from '@segue/catalog'
import { createArtist, createPlaylist, deletePlaylist, register, topology, type Consumer } from '@segue/contracts'
import { openDatabase, type Db } from '@segue/database'
import { testDatabase } from '@segue/database/testing'
import { openEventBus, type EventBus } from '@segue/event-bus'
import * as playbackAuth from '@segue/playback-auth'
import * as playlist from '@segue/playlist'
import * as search from '@segue/search'
import { openSecrets } from '@segue/tools/platform'
import * as user from '@segue/user'

/** Tables of any name with columns of any name: the test looks at what it can't import. */
export type Rows = Readonly<Record<string, Record<string, unknown>>>
type Owner = 'catalog' | 'user' | 'playlist'
type Name = Owner | 'search' | 'playback_auth'

export interface House extends AsyncDisposable {
  readonly bus: EventBus
  readonly artist: { readonly id: string; readonly user_id: string; readonly client: (url: 'catalog' | 'playlist') => Client }
  db(name: Name): Db<Rows>
  /** `npx nx run <owner>:announce -- --to <consumer>`; what it said and its exit code. */
  announce(owner: Owner, to: Consumer): Promise<{ readonly code: number; readonly said: string }>
  /** Resolves when nothing is on its way to the consumer. */
  settled(consumer: Consumer): Promise<void>
}

/** The owners and their readers, on databases of their own and one bus; an artist, and two playlists of which one is deleted. */
export async function openHouse(): Promise<House> {
  await using opening = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'segue-announce-'))
  opening.defer(() => rm(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'objects'))
  const names = ['user', 'catalog', 'playlist', 'search', 'playback_auth'] as const
  const urls = new Map<string, string>()
  for (const name of [...names, 'bus']) urls.set(name, opening.use(await testDatabase()).url)
  const secrets = openSecrets(folder)
  const environment = {
    ...Object.fromEntries(names.flatMap((name) => [[`${name.toUpperCase()}_DATABASE_URL`, urls.get(name)], [`${name.toUpperCase()}_PORT`, '0']])),
    SEGUE_BUS_URL: urls.get('bus'),
    SEGUE_OBJECT_STORE_URL: pathToFileURL(join(folder, 'objects')).href,
    SEGUE_UPLOAD_SECRET: secrets.upload_secret,
    SEGUE_LOG_LEVEL: 'error',
    SEARCH_INDEX_URL: urls.get('search'),
    USER_SIGNING_KEY_FILES: secrets.token_key_file,
    PLAYBACK_AUTH_SIGNING_KEY_FILE: secrets.grant_key_file,
  }
  const accounts = opening.use(await user.startUser(user.config.load(environment)))
  const shared = { ...environment, SEGUE_JWKS_URL: `${accounts.url}/.well-known/jwks.json` }
  const songs = opening.use(await catalog.startCatalog(catalog.config.load(shared)))
  const playlists = opening.use(await playlist.startPlaylist(playlist.config.load(shared)))
  opening.use(await search.startSearch(search.config.load(shared)))
  opening.use(await playbackAuth.startPlaybackAuth(playbackAuth.config.load(shared)))
  const bus = opening.use(await openEventBus(environment.SEGUE_BUS_URL ?? '', { topology }))
  const databases = new Map(names.map((name) => [name, openDatabase<Rows>(urls.get(name) ?? '')]))
  for (const db of databases.values()) opening.defer(() => db.destroy())

  const body = { email: 'artist@announce.segue.example', password: 'every one of them again', display_name: 'The Announced' }
  const account = await createClient({ url: accounts.url }).call(register, { body })
  const token = () => account.access_token
  const client = (name: 'catalog' | 'playlist') => createClient({ url: name === 'catalog' ? songs.url : playlists.url, token })
  const { id } = await client('catalog').call(createArtist, { body: { name: 'The Announced' } })
  await client('playlist').call(createPlaylist, { body: { name: 'Kept', visibility: 'public' } })
  const gone = await client('playlist').call(createPlaylist, { body: { name: 'Gone', visibility: 'public' } })
  await client('playlist').call(deletePlaylist, { params: { playlist_id: gone.id } })

  const stack = opening.move()
  return {
    bus,
    artist: { id, user_id: account.user.id, client },
    db(name) {
      const db = databases.get(name)
      if (db === undefined) throw new Error(`no database ${name}`)
      return db
    },
    async announce(owner, to) {
      const cwd = fileURLToPath(new URL(`../../apps/${owner}`, import.meta.url))
      const child = spawn(process.execPath, ['src/announce.ts', '--to', to], { cwd, env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] })
      let said = ''
      for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text))
      const [code] = await once(child, 'exit')
      return { code: Number(code), said }
    },
    async settled(consumer) {
      while ((await bus.backlog(consumer)).waiting > 0) await new Promise((resolve) => setTimeout(resolve, 50))
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

const states = [
  { status: 'ready', visibility: 'published' },
  { status: 'ready', visibility: 'scheduled' },
  { status: 'ready', visibility: 'taken_down' },
  { status: 'deleted', visibility: null },
  { status: 'processing', visibility: null },
] as const

/** As many songs of the artist, in every state, as the catalog keeps them; nobody has heard of them. Answers their ids. */
export async function insertSongs({ db, artist }: House, count: number): Promise<readonly string[]> {
  const catalogDb = db('catalog')
  const songs = Array.from({ length: count }, (_, n) => ({ song_id: randomUUIDv7(), n, ...(states[n % states.length] ?? states[0]) }))
  const release_at = new Date('2100-01-01')
  await catalogDb.insertInto('song_artists').values(songs.map(({ song_id }) => ({ song_id, artist_id: artist.id }))).execute()
  await catalogDb.insertInto('songs').values(songs.map(({ song_id, n, status, visibility }) => ({
    artist_id: artist.id, song_id, title: `Song ${n}`, genre: 'test', explicit: false, featured_artist_ids: [], status, visibility,
    release_at: visibility === 'scheduled' ? release_at : null, released_at: visibility === 'published' ? new Date() : null,
    audio_version: 1, latest_audio_version: 1, version: 3,
  }))).execute()
  await catalogDb.insertInto('song_versions').values(songs.map(({ song_id }) => ({
    artist_id: artist.id, song_id, n: 1, path: `artists/${artist.id}/albums/single/${song_id}/v1/`, playlists: '{}', duration_ms: 180_000,
    loudness_lufs: -14, true_peak_dbtp: -1, source: '{}', tags: '{}',
  }))).execute()
  const processing = songs.filter(({ status }) => status === 'processing')
  await catalogDb.insertInto('uploads').values(processing.map(({ song_id, n }) => ({
    artist_id: artist.id, song_id, upload_id: song_id, audio_version: 1, kind: 'single', status: 'completed', file_name: `${n}.wav`, size: 1_000 + n,
    content_type: 'audio/wav', expires_at: release_at,
  }))).execute()
  return songs.map(({ song_id }) => song_id)
}
