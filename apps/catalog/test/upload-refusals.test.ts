import { randomBytes, randomUUIDv7 } from 'node:crypto'
import type { OwnSong } from '@segue/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  declare, openCatalog, refused, send, sha256, soon, uploadSong, type CreatedSong, type TestCatalog, type User,
} from './open-catalog.ts'

let catalog: TestCatalog
let artist: User & { readonly artist_id: string }
beforeAll(async () => {
  catalog = await openCatalog()
  artist = await catalog.artist()
})
afterAll(() => catalog[Symbol.asyncDispose]())

const bytes = Buffer.from('RIFF some sound')
const create = (changes: Record<string, unknown>, headers?: Record<string, string>, who: User = artist) =>
  who.call<CreatedSong>('POST', '/v1/songs', declare(bytes, changes), headers)
const songs = async () => (await artist.call<{ items: OwnSong[] }>('GET', '/v1/artists/me/songs?limit=100')).body.items

async function singleUpload(sound: Buffer = bytes) {
  const { body } = await artist.call<CreatedSong>('POST', '/v1/songs', declare(sound))
  if (body.upload.kind !== 'single') throw new Error('Expected a single upload')
  return { song: body.song, upload: body.upload }
}
const complete = (song_id: string, who: User = artist) => who.call<{ song: OwnSong }>('POST', `/v1/songs/${song_id}/upload/complete`, {})
const uploadedEvents = (song_id: string) =>
  catalog.heard.filter(({ type, aggregate_id }) => type === 'song.uploaded' && aggregate_id === song_id)

test('who is no artist may not upload', async () => {
  expect(await create({}, {}, await catalog.user())).toMatchObject(refused(403, 'not_an_artist'))
})

const checksum_sha256 = sha256(bytes)

test.each([
  ['a program', { name: 'song.mp3', size: 9, content_type: 'application/x-msdownload', checksum_sha256 }, 'unsupported_format'],
  ['an unknown extension', { name: 'song.exe', size: 9, content_type: 'audio/mpeg', checksum_sha256 }, 'unsupported_format'],
  ['three gigabytes', { name: 'song.wav', size: 3_000_000_000, content_type: 'audio/wav' }, 'file_too_large'],
  ['a single upload without checksum', { name: 'song.wav', size: 16_777_216, content_type: 'audio/wav' }, 'checksum_required'],
])('%s is refused before any byte moves', async (_, file, code) => {
  const before = (await songs()).length
  expect(await create({ file })).toMatchObject({ status: 422, body: { code } })
  expect(await songs()).toHaveLength(before)
})

test.each([
  ['an empty title', { title: ' ' }],
  ['a number for a title', { title: 7 }],
  ['no genre', { genre: undefined }],
  ['a text for a flag', { explicit: 'true' }],
  ['a date that is none', { release_at: 'tomorrow' }],
  ['an unknown field', { titel: 'First Light' }],
  ['an album that is no id', { album_id: 'first' }],
  ['a size of nothing', { file: { name: 'a.wav', size: 0, content_type: 'audio/wav', checksum_sha256: sha256(bytes) } }],
  ['a size as text', { file: { name: 'a.wav', size: '9', content_type: 'audio/wav', checksum_sha256: sha256(bytes) } }],
  ['a checksum that is none', { file: { name: 'a.wav', size: 9, content_type: 'audio/wav', checksum_sha256: 'abc' } }],
  ['no file', { file: undefined }],
])('%s is malformed', async (_, changes) => {
  expect(await create(changes)).toMatchObject(refused(400, 'invalid_request'))
})

test('a body that is no JSON, or none at all, is malformed; another type is not taken', async () => {
  const post = (headers: Record<string, string>, body?: string) =>
    fetch(`${catalog.url}/v1/songs`, { method: 'POST', headers: { ...artist.headers, ...headers }, ...(body !== undefined && { body }) })
  expect((await post({ 'content-type': 'application/json' }, '{"title":')).status).toBe(400)
  expect((await post({ 'content-type': 'application/json' }, '')).status).toBe(400)
  expect((await post({ 'content-type': 'application/json' }, 'null')).status).toBe(400)
  expect((await post({ 'content-type': 'text/csv' }, 'a,b')).status).toBe(415)
  expect((await fetch(`${catalog.url}/v1/songs`, { method: 'POST' })).status).toBe(401)
})

test('an album or a featured artist must exist', async () => {
  expect(await create({ album_id: randomUUIDv7() })).toMatchObject(refused(422, 'unknown_album'))
  expect(await create({ featured_artist_ids: [randomUUIDv7()] })).toMatchObject(refused(422, 'unknown_artist'))
  const guest = await catalog.artist('Guest')
  const { body } = await create({ album_id: null, featured_artist_ids: [guest.artist_id.toUpperCase()] })
  expect(body.song.artists).toEqual([{ id: artist.artist_id, name: 'The Testers' }, { id: guest.artist_id, name: 'Guest' }])
})

test('bytes of another length, type or checksum are refused by the store and leave nothing', async () => {
  const { song, upload } = await singleUpload()
  expect(await send(upload, Buffer.from('RIFF'))).toBe(403)
  expect(await send({ ...upload, headers: { ...upload.headers, 'content-type': 'audio/flac' } }, bytes)).toBe(403)
  expect(await send(upload, Buffer.from('RIFF same sound'))).toBe(400)
  expect(await complete(song.id)).toMatchObject({ status: 409, body: { code: 'upload_incomplete', detail: 'The file has not arrived' } })
  expect(await send(upload, bytes)).toBe(200)
  expect((await complete(song.id)).status).toBe(202)
})

test.each([
  ['another length', Buffer.from('RIFF'), 'audio/wav'],
  ['another checksum', Buffer.from('RIFF same sound'), 'audio/wav'],
  ['another type', bytes, 'audio/flac'],
])('what lies in the store with %s is deleted, and can be sent again', async (_, wrong, content_type) => {
  const { song, upload } = await singleUpload()
  await catalog.store.put(`uploads/${upload.id}`, wrong, { content_type })
  expect(await complete(song.id)).toMatchObject(refused(409, 'upload_incomplete'))
  expect(await catalog.store.head(`uploads/${upload.id}`)).toBeNull()
  const again = await artist.call<{ url: string; headers: Record<string, string> }>('GET', `/v1/songs/${song.id}/upload`)
  expect(await send(again.body, bytes)).toBe(200)
  expect((await complete(song.id)).status).toBe(202)
})

test('completed twenty times at once, a song is processed once', async () => {
  const { song, upload } = await singleUpload()
  await send(upload, bytes)
  const answers = await Promise.all(Array.from({ length: 20 }, () => complete(song.id)))
  expect(answers.map(({ status }) => status)).toEqual(Array<number>(20).fill(202))
  expect(await complete(song.id)).toMatchObject({ status: 202, body: { song: { status: 'processing' } } })
  const marker = await uploadSong(artist)
  await expect.poll(() => uploadedEvents(marker.id), soon).toHaveLength(1)
  expect(uploadedEvents(song.id)).toHaveLength(1)
})

test("another's song and upload are closed, an unknown one does not exist", async () => {
  const { song } = await singleUpload()
  const other = await catalog.artist('Somebody Else')
  const parts = { parts: [{ number: 1, checksum_sha256: sha256(bytes) }] }
  const calls = (id: string) => [
    ['POST', `/v1/songs/${id}/upload/complete`, {}],
    ['POST', `/v1/songs/${id}/upload/parts`, parts],
    ['GET', `/v1/songs/${id}/upload`, undefined],
    ['PATCH', `/v1/songs/${id}`, { title: 'Mine' }],
    ['DELETE', `/v1/songs/${id}`, undefined],
  ] as const
  for (const [method, path, body] of calls(song.id)) {
    expect(await other.call(method, path, body)).toMatchObject(refused(403, 'not_your_song'))
  }
  for (const [method, path, body] of calls(randomUUIDv7())) {
    expect(await other.call(method, path, body)).toMatchObject(refused(404, 'song_not_found'))
  }
  expect(await other.call('GET', `/v1/artists/me/songs/${song.id}`)).toMatchObject(refused(404, 'song_not_found'))
  expect(await artist.call('POST', `/v1/songs/${song.id}/upload/parts`, parts)).toMatchObject(refused(409, 'not_multipart'))
  expect(await artist.call('GET', '/v1/songs/nonsense/upload')).toMatchObject(refused(400, 'invalid_request'))
})

test('twenty requests with one idempotency key make one song, and a later one gets the same answer with a fresh URL', async () => {
  const headers = { 'idempotency-key': randomBytes(8).toString('hex') }
  const title = `Once ${headers['idempotency-key']}`
  const answers = await Promise.all(Array.from({ length: 20 }, () => create({ title }, headers)))
  const made = answers.filter(({ status }) => status === 201)
  expect(answers.filter(({ status }) => status !== 201 && status !== 409)).toEqual([])
  expect(new Set(made.map(({ body }) => body.song.id)).size).toBe(1)
  expect((await songs()).filter((song) => song.title === title)).toHaveLength(1)

  const later = await create({ title }, headers)
  expect(later.status).toBe(201)
  expect(later.body.song).toEqual(made[0]?.body.song)
  expect(later.body.upload).toMatchObject({ kind: 'single', id: made[0]?.body.upload.id })
  expect(await create({ title: 'Another' }, headers)).toMatchObject(refused(422, 'idempotency_key_reused'))
})
