import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ApiProblem, createClient, uploadSong, type Client } from '@segue/api-client'
import {
  addSongs, createArtist, createPlaylist, getPlaylist, getSong, getStatus, likeSong, listLikes, listMySongs, listPlaylistItems, login,
  register, search,
} from '@segue/contracts'
import { serviceNames, startEmbeddedFleet } from '@segue/tools/platform'
import { expect, test, vi } from 'vitest'
import { checkedFetch } from '../src/checked-fetch.ts'
import { persist } from '../src/persist.ts'
import { publishSong } from '../src/publish-song.ts'
import { toneWav } from '../src/tone.ts'

const password = 'one of very many accounts'
const recovery = { timeout: 30_000, interval: 200 }

/** Numbers from 0 to 1, the same ones for a seed (a linear congruential generator with the constants of Park and Miller). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => (state = (state * 48_271) % 0x7fffffff) / 0x7fffffff
}

/** Repeats a marked write until told to stop; `done` resolves with the marks of those that were acknowledged. */
function writing(pause_ms: number, write: (mark: number) => Promise<string>) {
  const stopping = new AbortController()
  const run = async () => {
    const acknowledged: string[] = []
    for (let mark = 0; !stopping.signal.aborted; mark++) {
      acknowledged.push(await write(mark))
      await sleep(pause_ms)
    }
    return acknowledged
  }
  const running = run()
  running.catch(() => {})
  return { done: () => (stopping.abort(), running) }
}

test('a killed service loses nothing it acknowledged, doubles nothing, and the rest goes on', { timeout: 300_000 }, async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'segue-crash-'))
  await using cleanup = new AsyncDisposableStack()
  cleanup.defer(() => rm(dataDir, { recursive: true, force: true, maxRetries: 5 }))
  const extra = { GATEWAY_AUTH_LIMIT_FACTOR: '100', TRANSCODER_LEASE_MS: '2000' }
  const fleet = cleanup.use(await startEmbeddedFleet({ dataDir, durable: false, extra }))
  const url = fleet.publicUrl
  const anonymous = createClient({ url, fetch: checkedFetch })
  const newClient = async (email: string): Promise<{ id: string; token: string; client: Client }> => {
    const body = { email, password, display_name: email.slice(0, 20) }
    // An account whose answer was lost is there: whoever registers again is told so, and signs in.
    const { user, access_token: token } = await persist(() => anonymous.call(register, { body })).catch((error: unknown) => {
      const isThere = error instanceof ApiProblem && error.code === 'email_taken'
      if (isThere) return persist(() => anonymous.call(login, { body: { email, password } }))
      throw error
    })
    return { id: user.id, token, client: createClient({ url, token: () => token, fetch: checkedFetch }) }
  }

  const artist = await newClient('artist@crash.segue.example')
  await artist.client.call(createArtist, { body: { name: 'The Survivors' } })
  const song = await publishSong({ ...artist, email: '', password }, { title: 'Granted Before' })
  const listener = await newClient('listener@crash.segue.example')
  const playlist = await listener.client.call(createPlaylist, { body: { name: 'Through Everything' } })
  const params = { playlist_id: playlist.id }
  const { stream } = await listener.client.call(getSong, { params: { song_id: song.id }, query: { cookies: 'body' } })
  if (!stream?.cookies) throw new Error('no grant')
  const cookie = Object.entries(stream.cookies).map(([name, value]) => `${name}=${value}`).join('; ')
  const playlistOfSong = new URL('audio_64k.m3u8', stream.url)

  const found = async (q: string) => (await anonymous.call(search, { query: { q } })).results.songs?.items.map(({ id }) => id)

  const registering = writing(250, async (mark) => {
    const email = `fan-${mark}@crash.segue.example`
    const { client } = await newClient(email)
    await persist(() => client.call(likeSong, { params: { song_id: song.id } }))
    return email
  })
  const adding = writing(50, async () => {
    const idempotency_key = randomUUID()
    const { items } = await persist(() => listener.client.call(addSongs, { params, body: { song_ids: [song.id] }, idempotency_key }))
    return items[0]?.id ?? 'none'
  })
  const uploading = serviceNames.map(async (name) => {
    await sleep(serviceNames.indexOf(name) * 2_000)
    const title = `Uploaded While ${name} Fell`
    const file = new Blob([toneWav({ seconds: 3, hertz: 200 + title.length })], { type: 'audio/wav' })
    const sent = await uploadSong({ client: artist.client, song: { title, genre: 'test', explicit: false }, file, file_name: 'tone.wav' })
    return { id: sent.id, title }
  })
  const uploads = Promise.all(uploading)
  uploads.catch(() => {})

  const random = randomFrom(20_260_712)
  for (const name of serviceNames) {
    await sleep(200 + random() * 600)
    await fleet.member(name).kill()
    if (name === 'gateway') await expect(anonymous.call(getStatus)).rejects.toMatchObject({ status: 0 })
    else await vi.waitFor(async () => expect((await anonymous.call(getStatus)).services).toMatchObject({ [name]: 'down' }), recovery)
    if (name !== 'edge') expect((await fetch(playlistOfSong, { headers: { cookie } })).status, `sound while ${name} is down`).toBe(200)
    if (name !== 'search' && name !== 'gateway') expect(await found('granted before'), `search while ${name} is down`).toContain(song.id)
    if (name !== 'playlist' && name !== 'gateway') {
      expect((await listener.client.call(getPlaylist, { params })).id, `playlists while ${name} is down`).toBe(playlist.id)
    }
    await fleet.member(name).restart()
    await vi.waitFor(async () => expect(await anonymous.call(getStatus)).toMatchObject({ status: 'up' }), recovery)
  }
  const [emails, items, songs] = await Promise.all([registering.done(), adding.done(), uploads])

  await vi.waitFor(async () => {
    const there = await listAll((cursor) => listener.client.call(listPlaylistItems, { params, query: { limit: 100, ...cursor } }))
    expect(there.map(({ id }) => id)).toEqual(items)
    expect((await listener.client.call(getPlaylist, { params })).item_count).toBe(items.length)
  }, recovery)
  for (const email of emails) {
    const { access_token } = await anonymous.call(login, { body: { email, password } })
    const likes = await createClient({ url, token: () => access_token, fetch: checkedFetch }).call(listLikes)
    expect(likes.items.map((like) => like.song.id), email).toEqual([song.id])
  }
  await vi.waitFor(async () => {
    const mine = await artist.client.call(listMySongs, { query: { limit: 100 } })
    const wanted = [song, ...songs].map(({ title }) => `${title}: ready`).toSorted()
    expect(mine.items.map(({ title, status }) => `${title}: ${status}`).toSorted()).toEqual(wanted)
    for (const { id, title } of songs) expect(await found(title), title).toContain(id)
  }, recovery)
  expect(emails.length).toBeGreaterThan(5)
  expect(items.length).toBeGreaterThan(20)
})

interface Page<Item> {
  readonly items: readonly Item[]
  readonly next_cursor: string | null
}

async function listAll<Item>(page: (cursor: { cursor?: string }) => Promise<Page<Item>>): Promise<Item[]> {
  const all: Item[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const { items, next_cursor } = await page(cursor === undefined ? {} : { cursor })
    all.push(...items)
    cursor = next_cursor
  }
  return all
}
