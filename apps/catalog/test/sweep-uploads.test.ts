import { openDatabase } from '@segue/database'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Tables } from '../src/db/tables.ts'
import { sweepUploads } from '../src/schedule/sweep-uploads.ts'
import { declare, openCatalog, refused, send, sha256, uploadSong, type CreatedSong, type TestCatalog, type User } from './open-catalog.ts'

let catalog: TestCatalog
let artist: User
beforeAll(async () => {
  catalog = await openCatalog()
  artist = await catalog.artist()
})
afterAll(() => catalog[Symbol.asyncDispose]())

const hours = (count: number) => new Date(Date.now() + count * 3_600_000)

async function sweep(at: Date): Promise<void> {
  const db = openDatabase<Tables>(catalog.databaseUrl)
  await sweepUploads(db, catalog.store, at)
  await db.destroy()
}

test('an upload that nobody touched for a day is given up, a completed one stays', async () => {
  const bytes = Buffer.from('RIFF forgotten')
  const { body } = await artist.call<CreatedSong>('POST', '/v1/songs', declare(bytes))
  if (body.upload.kind !== 'single') throw new Error('Expected a single upload')
  await send(body.upload, bytes)
  const kept = await uploadSong(artist)

  await sweep(hours(23))
  expect((await artist.call('GET', `/v1/artists/me/songs/${body.song.id}`)).body).toMatchObject({ status: 'awaiting_upload' })
  await sweep(hours(25))
  const { body: abandoned } = await artist.call('GET', `/v1/artists/me/songs/${body.song.id}`)
  expect(abandoned).toMatchObject({ status: 'failed', failure: { code: 'upload_abandoned' } })
  expect(await catalog.store.head(`uploads/${body.upload.id}`)).toBeNull()
  expect(await artist.call('POST', `/v1/songs/${body.song.id}/upload/complete`, {})).toMatchObject(refused(409, 'upload_incomplete'))
  expect((await artist.call('GET', `/v1/artists/me/songs/${kept.id}`)).body).toMatchObject({ status: 'processing' })
  const [original] = await catalog.query('select upload_id from uploads where song_id = $1', [kept.id])
  expect(await catalog.store.head(`uploads/${String(original?.['upload_id'])}`)).not.toBeNull()
})

test('what a deleted song or a crash left in the store is erased', async () => {
  const bytes = Buffer.alloc(17 * 1024 * 1024)
  const file = { name: 'long.wav', size: bytes.length, content_type: 'audio/wav' }
  const { body } = await artist.call<CreatedSong>('POST', '/v1/songs', declare(bytes, { file }))
  await artist.call('POST', `/v1/songs/${body.song.id}/upload/parts`, { parts: [{ number: 1, checksum_sha256: sha256(bytes) }] })
  await catalog.store.startMultipart('uploads/orphan', 'audio/wav')
  const keys = async () => (await catalog.store.listMultiparts(hours(1))).map(({ key }) => key)
  expect(await keys()).toContain(`uploads/${body.upload.id}`)
  await artist.call('DELETE', `/v1/songs/${body.song.id}`)
  expect(await keys()).not.toContain(`uploads/${body.upload.id}`)

  await catalog.store.put(`uploads/${body.upload.id}`, Buffer.from('late'), { content_type: 'audio/wav' })
  await sweep(hours(26))
  expect(await keys()).not.toContain('uploads/orphan')
  expect(await catalog.store.head(`uploads/${body.upload.id}`)).toBeNull()
  expect(await catalog.query('select 1 from uploads where upload_id = $1', [body.upload.id])).toEqual([])
})
