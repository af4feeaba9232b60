import type { OwnSong } from '@segue/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { declare, openCatalog, refused, send, sha256, soon, transcoded, type CreatedSong, type TestCatalog } from './open-catalog.ts'

let catalog: TestCatalog
beforeAll(async () => void (catalog = await openCatalog()))
afterAll(() => catalog[Symbol.asyncDispose]())

const uploadsOf = (song_id: string) =>
  catalog.heard.filter(({ type, aggregate_id }) => type === 'song.uploaded' && aggregate_id === song_id)

test('a listener becomes an artist once', async () => {
  const user = await catalog.user()
  expect((await user.call('GET', '/v1/artists/me')).body).toMatchObject({ status: 404, code: 'artist_not_found' })
  const made = await user.call<{ id: string }>('POST', '/v1/artists', { name: 'Nova', country: 'SE', genres: ['Pop'] })
  expect(made).toMatchObject({ status: 201, body: { name: 'Nova', country: 'SE', genres: ['Pop'], bio: null, image_url: null } })
  expect((await user.call('GET', '/v1/artists/me')).body).toEqual(made.body)
  expect((await (await fetch(`${catalog.url}/v1/artists/${made.body.id}`)).json())).toEqual(made.body)
  expect(await user.call('POST', '/v1/artists', { name: 'Nova II' })).toMatchObject(refused(409, 'already_an_artist'))
  await expect
    .poll(() => catalog.heard.find(({ aggregate_id }) => aggregate_id === made.body.id), soon)
    .toMatchObject({ type: 'artist.created', data: { name: 'Nova' } })
})

test('a song goes up, is processed and can be read back', async () => {
  const artist = await catalog.artist()
  const bytes = Buffer.from('RIFF and some sound')
  const created = await artist.call<CreatedSong>('POST', '/v1/songs', declare(bytes))
  expect(created.status).toBe(201)
  const { song, upload } = created.body
  expect(song).toMatchObject({ title: 'First Light', status: 'awaiting_upload', visibility: null })
  expect(song.artists).toEqual([{ id: artist.artist_id, name: 'The Testers' }])
  if (upload.kind !== 'single') throw new Error('Expected a single upload')
  expect(upload.headers).toMatchObject({ 'content-type': 'audio/wav', 'x-amz-checksum-sha256': sha256(bytes) })

  const early = await artist.call('POST', `/v1/songs/${song.id}/upload/complete`, {})
  expect(early).toMatchObject(refused(409, 'upload_incomplete'))
  const arrived = async () => (await artist.call<{ parts: unknown[] }>('GET', `/v1/songs/${song.id}/upload`)).body.parts
  expect(await arrived()).toEqual([])
  expect(await send(upload, bytes)).toBe(200)
  expect(await arrived()).toEqual([{ number: 1, size: bytes.length }])
  expect(await send(upload, bytes)).toBe(412)
  const completed = await artist.call<{ song: OwnSong }>('POST', `/v1/songs/${song.id}/upload/complete`)
  expect(completed).toMatchObject({ status: 202, body: { song: { id: song.id, status: 'processing' } } })

  await expect.poll(() => uploadsOf(song.id), soon).toHaveLength(1)
  expect(uploadsOf(song.id)[0]?.data).toEqual({
    song_id: song.id,
    upload_id: upload.id,
    object_key: `uploads/${upload.id}`,
    audio_version: 1,
    output_path: `artists/${artist.artist_id}/albums/single/${song.id}/v1/`,
    file: { name: 'first light.wav', size: bytes.length, content_type: 'audio/wav' },
  })

  await catalog.tell('song.transcoded', song.id, transcoded(song.id, artist.artist_id))
  const own = () => artist.call<OwnSong>('GET', `/v1/artists/me/songs/${song.id}`)
  await expect.poll(async () => (await own()).body.status, soon).toBe('ready')
  expect((await own()).body).toMatchObject({ visibility: 'published', duration_ms: 183_000, embedded_tags: { title: 'First Light' } })
  const listed = await fetch(`${catalog.url}/v1/artists/${artist.artist_id}/songs`)
  expect(await listed.json()).toMatchObject({ items: [{ id: song.id, title: 'First Light', duration_ms: 183_000 }], next_cursor: null })
  await expect.poll(() => catalog.heard.find(({ type, aggregate_id }) => type === 'song.published' && aggregate_id === song.id), soon)
    .toMatchObject({ aggregate_version: 3, data: { owner_user_id: artist.user_id, audio: { version: 1 } } })
})
