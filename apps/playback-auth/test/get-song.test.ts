import { randomUUIDv7 } from 'node:crypto'
import type { PlayableSong } from '@segue/contracts'
import { createGrantVerifier } from '@segue/media-signature'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { mediaUrl, playbackService, snapshot, type PlaybackService } from './playback-service.ts'

let it: PlaybackService
beforeAll(async () => {
  it = await playbackService()
})
afterAll(() => it[Symbol.asyncDispose]())

const get = (song_id: string, headers: Record<string, string> = {}, query = '') => fetch(`${it.url}/v1/songs/${song_id}${query}`, { headers })
const read = async (response: Response): Promise<PlayableSong> => response.json()
const cookieHeader = (response: Response) => response.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]).join('; ')

async function published(changes: Parameters<typeof snapshot>[0] = {}) {
  const song = snapshot(changes)
  await it.send('song.published', song.song_id, 1, song)
  return song
}

test('a free listener gets cookies and playlists for 128 kbps, and the cookies open nothing else', async () => {
  const song = await published()
  const { headers } = await it.identity.token()
  const response = await get(song.song_id, headers)
  const { stream } = await read(response)
  const version = `${mediaUrl}/${song.audio.path}`
  expect(stream).toMatchObject({ url: `${version}128k/master.m3u8`, max_bitrate_kbps: 128 })
  expect(stream?.playlists).toEqual({ [`${version}128k/master.m3u8`]: 'capped', [`${version}128k/audio_64k.m3u8`]: 'low', [`${version}128k/audio_128k.m3u8`]: 'middle' })
  expect(response.headers.get('cache-control')).toBe('private, no-store')
  for (const cookie of response.headers.getSetCookie()) expect(cookie).toMatch(new RegExp(`; Path=/${song.audio.path}; Max-Age=\\d+; HttpOnly; SameSite=Lax$`))
  const verifier = createGrantVerifier({ keys: { test: it.public_key_pem } })
  const opens = (path: string) => verifier.verify({ cookies: cookieHeader(response), url: version + path, now: new Date() })
  expect(['128k/master.m3u8', '128k/segments/64k/segment_001.m4s', 'segments/320k/segment_001.m4s', 'master.m3u8', '../v2/128k/master.m3u8'].map(opens)).toEqual([true, true, false, false, false])
})

test('a premium listener gets everything of the version, and nothing of another', async () => {
  const song = await published()
  const { headers } = await it.identity.token({ plan: 'premium' })
  const response = await get(song.song_id, headers)
  const { stream } = await read(response)
  const version = `${mediaUrl}/${song.audio.path}`
  expect(stream).toMatchObject({ url: `${version}master.m3u8`, max_bitrate_kbps: 320 })
  expect(Object.values(stream?.playlists ?? {}).toSorted()).toEqual(['full', 'high', 'low', 'middle'])
  const verifier = createGrantVerifier({ keys: { test: it.public_key_pem } })
  const opens = (url: string) => verifier.verify({ cookies: cookieHeader(response), url, now: new Date() })
  expect(opens(`${version}segments/320k/segment_001.m4s`)).toBe(true)
  expect(opens(`${version.replace('/v1/', '/v2/')}master.m3u8`)).toBe(false)
})

test('a native app finds the same cookies in the body', async () => {
  const song = await published()
  const { headers } = await it.identity.token()
  const response = await get(song.song_id, headers, '?cookies=body')
  const { stream } = await read(response)
  const inHeader = Object.fromEntries(response.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]?.split('=') ?? []))
  expect(Object.keys(stream?.cookies ?? {})).toEqual(['CloudFront-Policy', 'CloudFront-Signature', 'CloudFront-Key-Pair-Id', 'CloudFront-Hash-Algorithm'])
  expect(stream?.cookies).toEqual(inHeader)
})

test('everyone entitled to the same bytes shares one signature', async () => {
  const song = await published()
  const [one, other] = [await it.identity.token(), await it.identity.token()]
  const policies = await Promise.all([one, other].map(async ({ headers }) => cookieHeader(await get(song.song_id, headers))))
  expect(policies[0]).toBe(policies[1])
})

test('without a token there is metadata with an ETag, and neither stream nor cookies', async () => {
  const song = await published()
  const response = await get(song.song_id)
  expect(await read(response)).toEqual(expect.not.objectContaining({ stream: expect.anything() }))
  expect(response.headers.getSetCookie()).toEqual([])
  expect(response.headers.get('vary')).toContain('Authorization')
  const again = await get(song.song_id, { 'if-none-match': response.headers.get('etag') ?? '' })
  expect(again.status).toBe(304)
})

test('a song just published waits for its announcement instead of being unknown', async () => {
  const song = snapshot()
  const answer = get(song.song_id)
  await it.send('song.published', song.song_id, 1, song)
  expect((await answer).status).toBe(200)
})

test('a song that nobody announced is 404 after two seconds, and an id that is none is 400', async () => {
  const response = await get(randomUUIDv7())
  expect(response.status).toBe(404)
  expect(await response.json()).toMatchObject({ code: 'song_not_found' })
  expect((await get('not-an-id')).status).toBe(400)
})

test('a take-down is seen within five seconds, a deletion leaves nothing, and late news revive neither', async () => {
  const song = await published()
  const { headers } = await it.identity.token()
  expect((await read(await get(song.song_id, headers))).stream).toBeTruthy()
  await it.send('song.withdrawn', song.song_id, 3, song)
  await it.send('song.updated', song.song_id, 2, song)
  await vi.waitFor(async () => expect(await read(await get(song.song_id, headers))).toMatchObject({ stream: null, unavailable_reason: 'taken_down' }), { timeout: 20_000 })
  await it.send('song.deleted', song.song_id, 5, { song_id: song.song_id, path: 'artists/a/' })
  await it.send('song.published', song.song_id, 4, song)
  await vi.waitFor(async () => expect((await get(song.song_id, headers)).status).toBe(404), { timeout: 20_000 })
})

test('before its release a song is 404 to others, and plays for its owner', async () => {
  const owner = await it.identity.token()
  const song = snapshot({ owner_user_id: owner.user_id, release_at: new Date(Date.now() + 3_600_000).toISOString() })
  await it.send('song.scheduled', song.song_id, 1, song)
  expect((await read(await get(song.song_id, owner.headers))).stream).toBeTruthy()
  expect((await get(song.song_id, (await it.identity.token()).headers)).status).toBe(404)
  expect((await get(song.song_id)).status).toBe(404)
})

test('the newer of token and read model decides about the plan', async () => {
  const song = await published()
  const { user_id, headers } = await it.identity.token({ plan: 'premium', user_version: 2 })
  const preferences = { explicit_filter: false, max_bitrate_kbps: 320 as const, private_session: false }
  await it.send('user.updated', user_id, 3, { user_id, display_name: 'Ada', country: null, plan: 'free', role: 'listener', preferences })
  await vi.waitFor(async () => expect((await read(await get(song.song_id, headers))).stream).toMatchObject({ max_bitrate_kbps: 128 }), { timeout: 20_000 })
  const later = await it.identity.token({ user_id, plan: 'premium', user_version: 4 })
  expect((await read(await get(song.song_id, later.headers))).stream).toMatchObject({ max_bitrate_kbps: 320 })
})
