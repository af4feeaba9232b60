import { randomBytes } from 'node:crypto'
import type { OwnSong } from '@segue/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { declare, openCatalog, refused, send, sha256, type CreatedSong, type TestCatalog, type User } from './open-catalog.ts'

interface Signed {
  readonly number: number
  readonly url: string
  readonly headers: Record<string, string>
}

const MiB = 1024 * 1024
const bytes = randomBytes(17 * MiB)
const part = (number: number) => bytes.subarray((number - 1) * 8 * MiB, number * 8 * MiB)

let catalog: TestCatalog
let artist: User
beforeAll(async () => {
  catalog = await openCatalog()
  artist = await catalog.artist()
})
afterAll(() => catalog[Symbol.asyncDispose]())

async function begin() {
  const file = { name: 'long.flac', size: bytes.length, content_type: 'audio/flac' }
  const { body, status } = await artist.call<CreatedSong>('POST', '/v1/songs', declare(bytes, { file }))
  expect(status).toBe(201)
  expect(body.upload).toMatchObject({ kind: 'multipart', part_size: 8 * MiB, part_count: 3 })
  return body
}
const sign = (song: OwnSong, ...numbers: number[]) =>
  artist.call<{ parts: Signed[]; code?: string }>('POST', `/v1/songs/${song.id}/upload/parts`, {
    parts: numbers.map((number) => ({ number, checksum_sha256: sha256(part(number)) })),
  })
const complete = (song: OwnSong) => artist.call<{ song: OwnSong; detail?: string }>('POST', `/v1/songs/${song.id}/upload/complete`, {})

async function sendParts(song: OwnSong, ...numbers: number[]): Promise<void> {
  for (const signed of (await sign(song, ...numbers)).body.parts) expect(await send(signed, part(signed.number))).toBe(200)
}

test('a large file goes up in parts, is interrupted, and resumes where it stopped', async () => {
  const { song, upload } = await begin()
  expect((await artist.call('GET', `/v1/songs/${song.id}/upload`)).body).toMatchObject({ id: upload.id, parts: [] })
  expect(await complete(song)).toMatchObject({ status: 409, body: { detail: 'No part has arrived' } })
  await sendParts(song, 3, 1)
  expect((await artist.call('GET', `/v1/songs/${song.id}/upload`)).body).toMatchObject({
    id: upload.id,
    kind: 'multipart',
    file: { name: 'long.flac', size: bytes.length, content_type: 'audio/flac' },
    parts: [{ number: 1, size: 8 * MiB }, { number: 3, size: MiB }],
  })
  expect(await complete(song)).toMatchObject(refused(409, 'upload_incomplete'))
  await sendParts(song, 2)
  expect(await complete(song)).toMatchObject({ status: 202, body: { song: { status: 'processing' } } })
  expect((await complete(song)).status).toBe(202)
  const whole = { size: bytes.length, content_type: 'audio/flac', checksum_sha256: sha256(bytes) }
  expect(await catalog.store.head(`uploads/${upload.id}`)).toMatchObject(whole)
  expect(await artist.call('GET', `/v1/songs/${song.id}/upload`)).toMatchObject(refused(409, 'no_upload'))
  expect(await sign(song, 1)).toMatchObject(refused(409, 'no_upload'))
})

test('parts asked for by several at once belong to one upload', async () => {
  const { song } = await begin()
  const signed = await Promise.all([1, 2, 3].map((number) => sign(song, number)))
  for (const { body } of signed) for (const each of body.parts) expect(await send(each, part(each.number))).toBe(200)
  expect((await complete(song)).status).toBe(202)
})

test('a part that the upload does not have is refused', async () => {
  const { song } = await begin()
  expect(await sign(song, 4)).toMatchObject(refused(422, 'no_such_part'))
})

test('a crash between joining the parts and saying so is healed by completing again', async () => {
  const { song, upload } = await begin()
  await sendParts(song, 1, 2, 3)
  const [multipart] = (await catalog.store.listMultiparts(new Date(Date.now() + 1_000))).filter(({ key }) => key === `uploads/${upload.id}`)
  await catalog.store.completeMultipart(`uploads/${upload.id}`, multipart?.upload_id ?? '', 3)
  expect(await complete(song)).toMatchObject({ status: 202, body: { song: { status: 'processing' } } })
})

test('an upload that the store has lost begins anew', async () => {
  const { song, upload } = await begin()
  await sendParts(song, 1)
  const [multipart] = (await catalog.store.listMultiparts(new Date(Date.now() + 1_000))).filter(({ key }) => key === `uploads/${upload.id}`)
  await catalog.store.abortMultipart(`uploads/${upload.id}`, multipart?.upload_id ?? '')
  expect((await complete(song)).status).toBe(409)
  await sendParts(song, 1, 2, 3)
  expect((await complete(song)).status).toBe(202)
})
