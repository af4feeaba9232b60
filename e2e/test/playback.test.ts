import { deleteSong, getSong, listArtistSongs, updateMe, updateSong } from '@segue/contracts'
import { beforeAll, describe, expect, test } from 'vitest'
import { ask } from '../src/ask.ts'
import { everywhere } from '../src/everywhere.ts'
import { fromEdge, grantOf, type Grant } from '../src/grant-of.ts'
import { clientOf, newArtist, newListener, newPremiumListener, publicUrl, type Person, type PublishingArtist } from '../src/people.ts'
import { publishSong } from '../src/publish-song.ts'
import { refusalOf } from '../src/refusal-of.ts'

const seconds = 8
let artist: PublishingArtist
let free: Person
let premium: Person
let song_id: string
let freeGrant: Grant
let premiumGrant: Grant

beforeAll(async () => {
  ;[artist, free, premium] = await Promise.all([newArtist('The Door Keepers'), newListener(), newPremiumListener()])
  song_id = (await publishSong(artist, { title: 'Let Me In', seconds })).id
  ;[freeGrant, premiumGrant] = await Promise.all([grantOf(free, song_id), grantOf(premium, song_id)])
})

const statusOf = async (url: string, headers: Record<string, string> = {}, method = 'GET') => (await fromEdge(url, headers, method)).status

describe('what the API says of a song', () => {
  test('without a token: what it is, revalidated by its ETag, and nothing to play it with', async () => {
    const { status, body, headers } = await ask('GET', `/v1/songs/${song_id}`)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      id: song_id,
      title: 'Let Me In',
      artists: [{ id: artist.artist.id, name: 'The Door Keepers' }],
      duration_ms: seconds * 1000,
      genre: 'test',
      explicit: false,
      album: null,
    })
    expect(body).not.toHaveProperty('stream')
    expect(Number(body['loudness_lufs'])).toBeLessThan(0)
    expect(headers.get('etag')).toBeTruthy()
    expect(headers.getSetCookie()).toEqual([])
    expect((await ask('GET', `/v1/songs/${song_id}`, { headers: { 'if-none-match': headers.get('etag') ?? '' } })).status).toBe(304)
  })

  test('with a token: cookies for this version alone, and every playlist’s text as the edge serves it', async () => {
    for (const [grant, max, prefix] of [
      [freeGrant, 128, '128k/'],
      [premiumGrant, 320, ''],
    ] as const) {
      const { stream, cookies, headers, version } = grant
      expect(headers.get('cache-control')).toBe('private, no-store')
      expect(stream.max_bitrate_kbps).toBe(max)
      expect(stream.url).toBe(`${version}${prefix}master.m3u8`)
      expect(new URL(stream.url).search).toBe('')
      const life_s = (Date.parse(stream.expires_at) - Date.now()) / 1000
      expect(life_s).toBeGreaterThan(570)
      expect(life_s).toBeLessThanOrEqual(1_200)

      expect(Object.keys(cookies).toSorted()).toEqual([
        'CloudFront-Hash-Algorithm',
        'CloudFront-Key-Pair-Id',
        'CloudFront-Policy',
        'CloudFront-Signature',
      ])
      for (const { attributes } of Object.values(cookies)) {
        expect(attributes).toMatchObject({ path: new URL(version).pathname, httponly: '', samesite: 'Lax' })
        expect(Number(attributes['max-age'])).toBeGreaterThan(570)
        expect(Number(attributes['max-age'])).toBeLessThanOrEqual(1_200)
        expect('secure' in attributes).toBe(publicUrl().startsWith('https:'))
        expect(attributes).not.toHaveProperty('expires')
      }
      expect(headers.getSetCookie().join('').length).toBeLessThan(2_000)

      const texts = Object.entries(stream.playlists)
      expect(texts.length).toBeGreaterThanOrEqual(3)
      expect(Object.keys(stream.playlists)).toContain(stream.url)
      for (const [url, text] of texts) {
        const served = await fromEdge(url, { cookie: grant.cookie })
        expect([served.status, String(served.body)], url).toEqual([200, text])
      }
    }
    expect(JSON.stringify(freeGrant.stream.playlists)).not.toContain('320k')
  })

  test('with ?cookies=body the same values stand in the body', async () => {
    const { body, headers } = await premium.client.send(getSong, { params: { song_id }, query: { cookies: 'body' } })
    expect(Object.keys(body.stream?.cookies ?? {})).toHaveLength(4)
    for (const [name, value] of Object.entries(body.stream?.cookies ?? {}))
      expect(headers.getSetCookie().some((line) => line.startsWith(`${name}=${value};`))).toBe(true)
    expect(freeGrant.stream).not.toHaveProperty('cookies')
  })

  test('a safe call: asked a hundred times, its stream stays the same', async () => {
    const grants = await Promise.all(Array.from({ length: 100 }, () => grantOf(free, song_id)))
    expect(new Set(grants.map(({ stream }) => stream.url)).size).toBe(1)
    expect(new Set(grants.map(({ cookie }) => cookie)).size).toBeLessThanOrEqual(2)
  })
})

describe('who may play', () => {
  const statusFor = async ({ token }: Person, song_id: string) => (await ask('GET', `/v1/songs/${song_id}`, { token })).status
  const listed = async () =>
    (await clientOf().call(listArtistSongs, { params: { artist_id: artist.artist.id } })).items.map((song) => song.id)

  test('a listener who leaves explicit songs out hears why; everyone else plays them', async () => {
    const { id } = await publishSong(artist, { title: 'Strong Language', explicit: true, seconds: 1.5 })
    const careful = await newListener()
    await careful.client.call(updateMe, { body: { preferences: { explicit_filter: true } } })
    const told = async (person: Person) => await person.client.call(getSong, { params: { song_id: id } })
    await expect.poll(everywhere(() => told(careful))).toMatchObject({ stream: null, unavailable_reason: 'explicit_filtered' })
    expect((await told(free)).stream?.url).toBeTruthy()
    expect((await clientOf().call(getSong, { params: { song_id: id } })).explicit).toBe(true)
  })

  test('a song taken down is silent, to all but its artist, and comes back', async () => {
    const { id } = await publishSong(artist, { title: 'Here Today', seconds: 1.5 })
    const set = (visibility: 'taken_down' | 'published') =>
      artist.client.call(updateSong, { params: { song_id: id }, body: { visibility } })
    expect((await grantOf(free, id)).stream.url).toBeTruthy()
    expect(await set('taken_down')).toMatchObject({ visibility: 'taken_down' })
    await expect
      .poll(everywhere(() => free.client.call(getSong, { params: { song_id: id } })))
      .toMatchObject({ stream: null, unavailable_reason: 'taken_down' })
    await expect.poll(everywhere(listed)).not.toContain(id)
    expect((await grantOf(artist, id)).stream.url).toBeTruthy()
    await set('published')
    await expect.poll(everywhere(async () => (await free.client.call(getSong, { params: { song_id: id } })).stream?.url)).toBeTruthy()
  })

  test('a scheduled song does not exist for others until its moment, and plays from then on', async () => {
    const { id } = await publishSong(artist, { title: 'Not Yet', seconds: 1.5, release_at: new Date(Date.now() + 3_600_000).toISOString() })
    // Moved nearer once the song is made: how long that takes is the machine's affair.
    const release_at = new Date(Date.now() + 6_000).toISOString()
    await artist.client.call(updateSong, { params: { song_id: id }, body: { release_at } })
    const early = await refusalOf(free.client.call(getSong, { params: { song_id: id } }))
    const unknown = await refusalOf(clientOf().call(getSong, { params: { song_id: id } }))
    expect(Date.now(), 'this machine is too slow to see it').toBeLessThan(Date.parse(release_at))
    for (const refusal of [early, unknown]) expect(refusal).toMatchObject({ status: 404, code: 'song_not_found' })
    expect((await grantOf(artist, id)).stream.url).toBeTruthy()
    await expect.poll(() => Date.now(), { timeout: 15_000, interval: 50 }).toBeGreaterThanOrEqual(Date.parse(release_at))
    await expect.poll(everywhere(() => statusFor(free, id))).toBe(200)
    expect(await statusOf((await grantOf(free, id)).stream.url, { cookie: (await grantOf(free, id)).cookie })).toBe(200)
    await expect.poll(everywhere(listed)).toContain(id)
  })

  test('a deleted song is gone for everyone, its artist too', async () => {
    const { id } = await publishSong(artist, { title: 'Gone Tomorrow', seconds: 1.5 })
    await grantOf(free, id)
    await artist.client.call(deleteSong, { params: { song_id: id } })
    for (const person of [free, artist]) await expect.poll(everywhere(() => statusFor(person, id))).toBe(404)
    expect((await ask('GET', `/v1/artists/me/songs/${id}`, { token: artist.token })).status).toBe(404)
  })
})
