import { randomUUIDv7 } from 'node:crypto'
import type { OwnSong, SongCard } from '@segue/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  declare, openCatalog, refused, send, soon, transcoded, uploadSong, type CreatedSong, type TestCatalog, type User,
} from './open-catalog.ts'

let catalog: TestCatalog
let artist: User & { readonly artist_id: string }
beforeAll(async () => {
  catalog = await openCatalog()
  artist = await catalog.artist()
})
afterAll(() => catalog[Symbol.asyncDispose]())

const own = async (id: string) => (await artist.call<OwnSong>('GET', `/v1/artists/me/songs/${id}`)).body
const patch = (id: string, body: unknown) => artist.call<OwnSong & { code?: string }>('PATCH', `/v1/songs/${id}`, body)
const announced = (id: string) =>
  catalog.heard.filter(({ aggregate_id }) => aggregate_id === id).toSorted((a, b) => a.aggregate_version - b.aggregate_version)
const types = (id: string) => announced(id).map(({ type }) => type)
const listed = async (who = artist.artist_id, query = '') => {
  const response = await fetch(`${catalog.url}/v1/artists/${who}/songs${query}`)
  return (await response.json()) as { items: SongCard[]; next_cursor: string | null }
}
const isListed = async (id: string) => (await listed(artist.artist_id, '?limit=100')).items.some((song) => song.id === id)

const farAway = new Date(Date.now() + 86_400_000).toISOString()

async function processed(changes: Record<string, unknown> = {}, by: typeof artist = artist): Promise<string> {
  const { id } = await uploadSong(by, changes)
  await catalog.tell('song.transcoded', id, transcoded(id, by.artist_id))
  await expect.poll(async () => (await by.call<OwnSong>('GET', `/v1/artists/me/songs/${id}`)).body.status, soon).toBe('ready')
  return id
}

test('a scheduled song is published at its time, not before', async () => {
  const id = await processed({ release_at: farAway })
  const release_at = new Date(Date.now() + 1_500).toISOString()
  expect((await patch(id, { release_at })).body).toMatchObject({ status: 'ready', visibility: 'scheduled', release_at, released_at: null })
  expect(await isListed(id)).toBe(false)
  await expect.poll(async () => (await own(id)).visibility, soon).toBe('published')
  expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(release_at))
  expect(Date.now()).toBeLessThan(Date.parse(release_at) + 5_000)
  expect(await own(id)).toMatchObject({ released_at: release_at })
  expect(await isListed(id)).toBe(true)
  await expect.poll(() => types(id), soon).toEqual(['song.uploaded', 'song.scheduled', 'song.scheduled', 'song.published'])
})

test('many songs due at once are each published once, by two replicas', async () => {
  await using replica = await catalog.replica()
  const ids = await Promise.all(Array.from({ length: 12 }, () => processed({ release_at: farAway })))
  await catalog.query('update songs set release_at = now() where song_id = any($1)', [ids])
  await expect.poll(() => ids.filter((id) => types(id).includes('song.published')).length, soon).toBe(12)
  for (const id of ids) expect(types(id)).toEqual(['song.uploaded', 'song.scheduled', 'song.published'])
  expect(replica.url).not.toBe(catalog.url)
})

test('taken down, a song is gone from lists, and comes back with its date', async () => {
  const id = await processed()
  const { released_at } = await own(id)
  expect(await patch(id, { visibility: 'taken_down' })).toMatchObject({ status: 200, body: { visibility: 'taken_down' } })
  expect((await patch(id, { visibility: 'taken_down', title: 'First Light' })).status).toBe(200)
  expect(await isListed(id)).toBe(false)
  expect(await patch(id, { visibility: 'published' })).toMatchObject({ status: 200, body: { visibility: 'published', released_at } })
  expect(await isListed(id)).toBe(true)
  await expect.poll(() => types(id), soon).toEqual(['song.uploaded', 'song.published', 'song.withdrawn', 'song.published'])
  expect(announced(id).map(({ aggregate_version }) => aggregate_version)).toEqual([2, 3, 4, 5])
})

test('a change of a published song is announced with everything others remember', async () => {
  const id = await processed()
  const change = { title: 'Second Light', genre: 'Ambient', explicit: true }
  expect((await patch(id, change)).body).toMatchObject(change)
  await expect.poll(() => announced(id).at(-1), soon).toMatchObject({
    type: 'song.updated',
    data: { ...change, song_id: id, owner_user_id: artist.user_id, duration_ms: 183_000, audio: { version: 1 } },
  })
})

test('a song that waits for its bytes can be changed, but not shown', async () => {
  const { body } = await artist.call<CreatedSong>('POST', '/v1/songs', declare(Buffer.from('RIFF')))
  const release_at = new Date(Date.now() + 86_400_000).toISOString()
  const change = { title: 'Later', release_at }
  expect(await patch(body.song.id, change)).toMatchObject({ status: 200, body: { ...change, visibility: null } })
  expect(await patch(body.song.id, { visibility: 'published' })).toMatchObject(refused(409, 'song_not_ready'))
  expect(await patch(body.song.id, { album_id: randomUUIDv7() })).toMatchObject(refused(422, 'unknown_album'))
  expect(await patch(body.song.id, { title: 7 })).toMatchObject({ status: 400 })
  expect(announced(body.song.id)).toEqual([])
})

test('a schedule can be moved and called off; a release can not be put off', async () => {
  const id = await processed({ release_at: farAway })
  const later = new Date(Date.now() + 172_800_000).toISOString()
  expect((await patch(id, { release_at: later })).body).toMatchObject({ visibility: 'scheduled', release_at: later })
  expect((await patch(id, { release_at: null })).body).toMatchObject({ visibility: 'published', release_at: null })
  expect(await patch(id, { release_at: later })).toMatchObject({ status: 400, body: { errors: [{ path: '/release_at' }] } })
  await expect.poll(() => types(id), soon).toEqual(['song.uploaded', 'song.scheduled', 'song.scheduled', 'song.published'])
})

test('changes made at once are announced one after the other', async () => {
  const id = await processed()
  await Promise.all(Array.from({ length: 10 }, (_, index) => patch(id, { title: `Title ${index}` })))
  await expect.poll(() => announced(id), soon).toHaveLength(12)
  expect(announced(id).map(({ aggregate_version }) => aggregate_version)).toEqual(Array.from({ length: 12 }, (_, index) => index + 2))
  expect(announced(id).at(-1)).toMatchObject({ data: { title: (await own(id)).title } })
})

test('a deleted song is gone with its original, once, and late news of it change nothing', async () => {
  const { id } = await uploadSong(artist)
  const [upload] = await catalog.query('select upload_id from uploads where song_id = $1', [id])
  const key = `uploads/${String(upload?.['upload_id'])}`
  expect(await catalog.store.head(key)).not.toBeNull()
  expect((await artist.call('DELETE', `/v1/songs/${id}`)).status).toBe(204)
  expect((await artist.call('DELETE', `/v1/songs/${id}`)).status).toBe(204)
  expect(await catalog.store.head(key)).toBeNull()
  const calls = ['GET /v1/artists/me/songs/:id', 'GET /v1/songs/:id/upload', 'POST /v1/songs/:id/upload/complete', 'GET /v1/songs/:id/events']
  for (const [method = '', path = ''] of calls.map((each) => each.replace(':id', id).split(' '))) {
    expect(await artist.call(method, path)).toMatchObject(refused(404, 'song_not_found'))
  }
  await catalog.tell('song.transcoded', id, transcoded(id, artist.artist_id))
  const marker = await processed()
  await expect.poll(() => types(marker), soon).toContain('song.published')
  expect(types(id)).toEqual(['song.uploaded', 'song.deleted'])
  expect(announced(id).at(-1)).toMatchObject({ data: { song_id: id, path: `artists/${artist.artist_id}/albums/single/${id}/` } })
})

test('the pages of an artist stay true while songs come out, by cursor and by offset', async () => {
  const someone = await catalog.artist('Prolific')
  const made: string[] = []
  for (let count = 0; count < 5; count++) made.unshift(await processed({}, someone))
  const first = await listed(someone.artist_id, '?limit=2')
  expect(first.items.map(({ id }) => id)).toEqual(made.slice(0, 2))
  await processed({}, someone)
  const second = await listed(someone.artist_id, `?limit=2&cursor=${first.next_cursor}`)
  expect(second.items.map(({ id }) => id)).toEqual(made.slice(2, 4))
  const third = await listed(someone.artist_id, `?limit=2&cursor=${second.next_cursor}`)
  expect(third).toMatchObject({ items: [{ id: made[4] }], next_cursor: null })
  expect((await listed(someone.artist_id, '?limit=2&offset=4')).items.map(({ id }) => id)).toEqual(made.slice(3))

  const mine = await someone.call<{ items: OwnSong[]; next_cursor: string | null }>('GET', '/v1/artists/me/songs?limit=4&status=ready')
  expect(mine.body.items).toHaveLength(4)
  const rest = await someone.call<{ items: OwnSong[] }>('GET', `/v1/artists/me/songs?limit=4&cursor=${mine.body.next_cursor}`)
  expect(rest.body.items.map(({ id }) => id)).toEqual(made.slice(3))
  expect((await someone.call<{ items: OwnSong[] }>('GET', '/v1/artists/me/songs?status=failed')).body.items).toEqual([])
  for (const query of ['cursor=forged', 'limit=0', 'limit=101', 'status=lost']) {
    expect((await someone.call('GET', `/v1/artists/me/songs?${query}`)).status).toBe(400)
  }
  expect((await someone.call('GET', `/v1/artists/${randomUUIDv7()}/songs`)).status).toBe(404)
})

test('a URL that outlives its song can not leave bytes behind for ever', async () => {
  const bytes = Buffer.from('RIFF late')
  const { body } = await artist.call<CreatedSong>('POST', '/v1/songs', declare(bytes))
  if (body.upload.kind !== 'single') throw new Error('Expected a single upload')
  await artist.call('DELETE', `/v1/songs/${body.song.id}`)
  expect(await send(body.upload, bytes)).toBe(200)
  const [row] = await catalog.query('select status, expires_at > now() as kept from uploads where upload_id = $1', [body.upload.id])
  expect(row).toEqual({ status: 'discarded', kept: true })
})
