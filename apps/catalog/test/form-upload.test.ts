import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { connect } from 'node:net'
import type { ObjectInfo } from '@segue/object-store'
import type { OwnSong } from '@segue/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openCatalog, refused, sha256, soon, type TestCatalog, type User } from './open-catalog.ts'

let catalog: TestCatalog
let artist: User
beforeAll(async () => {
  catalog = await openCatalog({ SEGUE_MAX_UPLOAD_BYTES: '2000000' })
  artist = await catalog.artist()
})
afterAll(() => catalog[Symbol.asyncDispose]())

const bytes = randomBytes(100_000)
const sound = (content: Uint8Array<ArrayBuffer> = new Uint8Array(bytes), type = 'audio/wav') => new Blob([content], { type })

function form(entries: readonly (readonly [string, string | Blob, string?])[]): FormData {
  const data = new FormData()
  for (const [name, value, fileName] of entries) {
    if (value instanceof Blob) data.append(name, value, fileName ?? 'song.wav')
    else data.append(name, value)
  }
  return data
}
const title = ['title', 'By Form'] as const
const genre = ['genre', 'Folk'] as const
const post = (entries: readonly (readonly [string, string | Blob, string?])[], headers?: Record<string, string>) =>
  artist.call<{ song: OwnSong; code?: string }>('POST', '/v1/songs', form(entries), headers)

async function originals(): Promise<(ObjectInfo | null)[]> {
  return Array.fromAsync(catalog.store.list('uploads/'), ({ key }) => catalog.store.head(key))
}

test.each([
  ['before', [title, genre, ['explicit', 'true'], ['release_at', ''], ['file', sound()]]],
  ['after', [['file', sound()], title, genre, ['explicit', 'true']]],
] as const)('a song is uploaded as a form, its fields %s the file', async (_, entries) => {
  const { status, body } = await post(entries)
  expect(status).toBe(202)
  expect(body.song).toMatchObject({ title: 'By Form', genre: 'Folk', explicit: true, status: 'processing', release_at: null })
  await expect
    .poll(() => catalog.heard.find(({ aggregate_id }) => aggregate_id === body.song.id), soon)
    .toMatchObject({ type: 'song.uploaded', data: { file: { name: 'song.wav', size: bytes.length } } })
  const key = (await originals()).find((original) => original?.checksum_sha256 === sha256(bytes))
  expect(key).toMatchObject({ size: bytes.length, content_type: 'audio/wav' })
  expect((await artist.call('GET', `/v1/songs/${body.song.id}/upload`)).status).toBe(409)
  expect((await artist.call('POST', `/v1/songs/${body.song.id}/upload/complete`, {})).status).toBe(202)
})

test.each([
  ['no file', [title, genre], 400, 'invalid_request'],
  ['two files', [title, genre, ['file', sound()], ['file', sound()]], 400, 'invalid_request'],
  ['a file under another name', [title, genre, ['song', sound()]], 400, 'invalid_request'],
  ['an empty file', [title, genre, ['file', sound(new Uint8Array())]], 400, 'invalid_request'],
  ['no title', [['file', sound()], genre], 400, 'invalid_request'],
  ['two titles', [['file', sound()], title, title, genre], 400, 'invalid_request'],
  ['an unknown field', [['file', sound()], title, genre, ['titel', 'x']], 400, 'invalid_request'],
  ['a flag that is none', [['file', sound()], title, genre, ['explicit', 'perhaps']], 400, 'invalid_request'],
  ['a title without end', [['file', sound()], ['title', 'x'.repeat(20_000)], genre], 400, 'invalid_request'],
  ['an unknown album', [['file', sound()], title, genre, ['album_id', randomUUIDv7()]], 422, 'unknown_album'],
  ['an unknown artist', [['file', sound()], title, genre, ['featured_artist_ids', randomUUIDv7()]], 422, 'unknown_artist'],
  ['a program', [title, genre, ['file', sound(new Uint8Array(bytes), 'application/x-msdownload'), 'song.exe']], 422, 'unsupported_format'],
  ['too large a file', [title, genre, ['file', sound(new Uint8Array(2_000_001))]], 422, 'file_too_large'],
  ['far too large a file', [title, genre, ['file', sound(new Uint8Array(9_000_000))]], 422, 'file_too_large'],
] as const)('a form with %s is refused and leaves nothing', async (_, entries, status, code) => {
  const before = await originals()
  expect(await post(entries)).toMatchObject({ status, body: { code } })
  expect(await originals()).toEqual(before)
})

test('who is no artist gets an answer, however large the form', async () => {
  const user = await catalog.user()
  const large = form([title, genre, ['file', sound(new Uint8Array(9_000_000))]])
  expect(await user.call('POST', '/v1/songs', large)).toMatchObject(refused(403, 'not_an_artist'))
})

test('a form that repeats its idempotency key makes one song and keeps one file', async () => {
  const headers = { 'idempotency-key': randomUUIDv7() }
  const first = await post([title, genre, ['file', sound()]], headers)
  const before = await originals()
  expect((await post([['file', sound()], genre, title], headers)).body).toEqual(first.body)
  expect(await originals()).toEqual(before)
  expect(await post([title, ['genre', 'Rock'], ['file', sound()]], headers)).toMatchObject(refused(422, 'idempotency_key_reused'))
  expect(await originals()).toEqual(before)
})

const filePart = (name: string) =>
  `--x\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: audio/wav\r\n\r\nRIFF`

test.each([
  ['has no boundary', 'multipart/form-data', 'nothing'],
  ['is not what it says', 'multipart/form-data; boundary=x', 'no form at all'],
  ['ends in its file', 'multipart/form-data; boundary=x', filePart('cut.wav')],
])('a form that %s is malformed', async (_, content_type, body) => {
  const before = await originals()
  const headers = { ...artist.headers, 'content-type': content_type }
  const response = await fetch(`${catalog.url}/v1/songs`, { method: 'POST', headers, body })
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ code: 'invalid_request' })
  expect(await originals()).toEqual(before)
})

test('a form whose sender hangs up leaves nothing', async () => {
  const before = await originals()
  const { hostname, port } = new URL(catalog.url)
  const socket = connect(Number(port), hostname)
  const headers = { ...artist.headers, host: 'x', 'content-type': 'multipart/form-data; boundary=x', 'content-length': '500000' }
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(`POST /v1/songs HTTP/1.1\r\n${head.join('')}\r\n${filePart('gone.wav')}${'R'.repeat(100_000)}`)
  await expect.poll(async () => catalog.query('select 1 from uploads where file_name = $1', ['gone.wav']), soon).toHaveLength(1)
  socket.destroy()
  await expect.poll(async () => catalog.query('select 1 from uploads where file_name = $1', ['gone.wav']), soon).toHaveLength(0)
  expect(await originals()).toEqual(before)
})

test('forms are understood by this operation alone', async () => {
  expect((await artist.call('POST', '/v1/artists', form([['name', 'x']]))).status).toBe(415)
})
