import { generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { deleteSong, getSong, listArtistSongs, updateMe, updateSong } from '@segue/contracts'
import { beforeAll, describe, expect, test } from 'vitest'
import { ask } from '../src/ask.ts'
import { decode, fragmentsOf, hasFfmpeg, readMp4 } from '../src/fragments-of.ts'
import { cookieHeader, fromEdge, grantOf, type Grant } from '../src/grant-of.ts'
import { clientOf, newArtist, newListener, newPremiumListener, publicUrl, type Person, type PublishingArtist } from '../src/people.ts'
import { publishSong } from '../src/publish-song.ts'
import { refusalOf } from '../src/refusal-of.ts'

const seconds = 14
let artist: PublishingArtist
let free: Person
let premium: Person
let song_id: string
let other_id: string
let freeGrant: Grant
let premiumGrant: Grant

beforeAll(async () => {
  ;[artist, free, premium] = await Promise.all([newArtist('The Door Keepers'), newListener(), newPremiumListener()])
  ;[{ id: song_id }, { id: other_id }] = await Promise.all([publishSong(artist, { title: 'Let Me In', seconds }), publishSong(artist, { title: 'Another Door', seconds: 2, hertz: 300 })])
  ;[freeGrant, premiumGrant] = await Promise.all([grantOf(free, song_id), grantOf(premium, song_id)])
})

const everyPath = ['master.m3u8', 'audio_320k.m3u8', 'segments/320k/init.mp4', 'segments/320k/segment_001.m4s', '128k/master.m3u8', '128k/audio_64k.m3u8', '128k/audio_128k.m3u8', '128k/segments/64k/init.mp4', '128k/segments/64k/segment_001.m4s', '128k/segments/128k/init.mp4', '128k/segments/128k/segment_001.m4s']
const statusOf = async (url: string, headers: Record<string, string> = {}, method = 'GET') => (await fromEdge(url, headers, method)).status

describe('what the API says of a song', () => {
  test('without a token: what it is, revalidated by its ETag, and nothing to play it with', async () => {
    const { status, body, headers } = await ask('GET', `/v1/songs/${song_id}`)
    expect(status).toBe(200)
    expect(body).toMatchObject({ id: song_id, title: 'Let Me In', artists: [{ id: artist.artist.id, name: 'The Door Keepers' }], duration_ms: seconds * 1000, genre: 'test', explicit: false, album: null })
    expect(body).not.toHaveProperty('stream')
    expect(Number(body['loudness_lufs'])).toBeLessThan(0)
    expect(headers.get('etag')).toBeTruthy()
    expect(headers.getSetCookie()).toEqual([])
    expect((await ask('GET', `/v1/songs/${song_id}`, { headers: { 'if-none-match': headers.get('etag') ?? '' } })).status).toBe(304)
  })

  test('with a token: cookies for this version alone, and every playlist’s text as the edge serves it', async () => {
    for (const [grant, max, prefix] of [[freeGrant, 128, '128k/'], [premiumGrant, 320, '']] as const) {
      const { stream, cookies, headers, version } = grant
      expect(headers.get('cache-control')).toBe('private, no-store')
      expect(stream.max_bitrate_kbps).toBe(max)
      expect(stream.url).toBe(`${version}${prefix}master.m3u8`)
      expect(new URL(stream.url).search).toBe('')
      const life_s = (Date.parse(stream.expires_at) - Date.now()) / 1000
      expect(life_s).toBeGreaterThan(570)
      expect(life_s).toBeLessThanOrEqual(1_200)

      expect(Object.keys(cookies).toSorted()).toEqual(['CloudFront-Hash-Algorithm', 'CloudFront-Key-Pair-Id', 'CloudFront-Policy', 'CloudFront-Signature'])
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
    for (const [name, value] of Object.entries(body.stream?.cookies ?? {})) expect(headers.getSetCookie().some((line) => line.startsWith(`${name}=${value};`))).toBe(true)
    expect(freeGrant.stream).not.toHaveProperty('cookies')
  })

  test('a safe call: asked a hundred times, its stream stays the same', async () => {
    const grants = await Promise.all(Array.from({ length: 100 }, () => grantOf(free, song_id)))
    expect(new Set(grants.map(({ stream }) => stream.url)).size).toBe(1)
    expect(new Set(grants.map(({ cookie }) => cookie)).size).toBeLessThanOrEqual(2)
  })
})

describe('the edge', () => {
  test('gives a free listener every byte up to 128 kbps and not one above', async () => {
    for (const path of everyPath) expect(await statusOf(freeGrant.version + path, { cookie: freeGrant.cookie }), path).toBe(path.startsWith('128k/') ? 200 : 403)
    for (const path of everyPath) expect(await statusOf(freeGrant.version + path, { cookie: premiumGrant.cookie }), path).toBe(200)
    const segment = `${freeGrant.version}segments/320k/segment_001.m4s`
    expect(await statusOf(segment, { cookie: freeGrant.cookie }, 'HEAD')).toBe(403)
    expect(await statusOf(segment, { cookie: freeGrant.cookie, range: 'bytes=0-0' })).toBe(403)
    const { headers } = await fromEdge(segment, { cookie: premiumGrant.cookie })
    expect(await statusOf(segment, { cookie: freeGrant.cookie, 'if-none-match': String(headers['etag']) })).toBe(403)
  })

  test('says of each thing what it is and how long it keeps', async () => {
    const kinds = new Map([
      ['m3u8', ['application/vnd.apple.mpegurl', 'max-age=20']],
      ['mp4', ['audio/mp4', 'max-age=86400, immutable']],
      ['m4s', ['video/iso.segment', 'max-age=86400, immutable']],
    ])
    for (const path of everyPath) {
      const { headers, body } = await fromEdge(premiumGrant.version + path, { cookie: premiumGrant.cookie })
      expect([headers['content-type'], headers['cache-control']], path).toEqual(kinds.get(path.split('.').at(-1) ?? ''))
      expect(headers['etag']).toMatch(/^"[^"]+"$/)
      expect(headers['x-content-type-options']).toBe('nosniff')
      expect(Number(headers['content-length'])).toBe(body.length)
      expect(await statusOf(premiumGrant.version + path, { cookie: premiumGrant.cookie, 'if-none-match': String(headers['etag']) })).toBe(304)
      expect(await statusOf(premiumGrant.version + path, { cookie: premiumGrant.cookie, 'if-none-match': '"other"' })).toBe(200)
      const head = await fromEdge(premiumGrant.version + path, { cookie: premiumGrant.cookie }, 'HEAD')
      expect([head.status, head.body.length, head.headers['content-length']]).toEqual([200, 0, headers['content-length']])
    }
    const zipped = await fromEdge(premiumGrant.stream.url, { cookie: premiumGrant.cookie, 'accept-encoding': 'gzip' })
    expect(zipped.headers['content-encoding']).toBe('gzip')
    expect(String(zipped.headers['vary'])).toMatch(/accept-encoding/i)
    expect(String(gunzipSync(zipped.body))).toBe(premiumGrant.stream.playlists[premiumGrant.stream.url])
  })

  test('gives a part of a segment, and says where there is none', async () => {
    const url = `${freeGrant.version}128k/segments/128k/segment_001.m4s`
    const { body: whole } = await fromEdge(url, { cookie: freeGrant.cookie })
    const part = async (range: string) => {
      const { status, headers, body } = await fromEdge(url, { cookie: freeGrant.cookie, range })
      return { status, range: headers['content-range'], body }
    }
    expect(await part('bytes=0-99')).toEqual({ status: 206, range: `bytes 0-99/${whole.length}`, body: whole.subarray(0, 100) })
    expect(await part('bytes=100-')).toEqual({ status: 206, range: `bytes 100-${whole.length - 1}/${whole.length}`, body: whole.subarray(100) })
    expect(await part('bytes=-10')).toEqual({ status: 206, range: `bytes ${whole.length - 10}-${whole.length - 1}/${whole.length}`, body: whole.subarray(-10) })
    expect(await part(`bytes=0-${whole.length + 5}`)).toMatchObject({ status: 206, body: whole })
    expect(await part(`bytes=${whole.length}-`)).toMatchObject({ status: 416, range: `bytes */${whole.length}` })
    expect(await part('bytes=9-1')).toMatchObject({ status: 200 })
  })

  test('opens to nobody whose cookies are missing, altered, forged, of another song or of another door, and tells none of them why', async () => {
    const url = premiumGrant.stream.url
    const values = Object.fromEntries(Object.entries(premiumGrant.cookies).map(([name, { value }]) => [name, { value }]))
    const changed = (name: string, change: (value: string) => string) => cookieHeader({ ...values, [name]: { value: change(values[name]?.value ?? '') } })
    const flip = (value: string) => `${value.slice(0, 20)}${value[20] === 'A' ? 'B' : 'A'}${value.slice(21)}`
    const encode = (bytes: Buffer) => bytes.toString('base64').replace(/[+=/]/g, (letter) => (letter === '+' ? '-' : letter === '=' ? '_' : '~'))
    const forged = (resource: string, at: number) => {
      const policy = Buffer.from(JSON.stringify({ Statement: [{ Resource: resource, Condition: { DateLessThan: { 'AWS:EpochTime': at } } }] }))
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      return cookieHeader({ ...values, 'CloudFront-Policy': { value: encode(policy) }, 'CloudFront-Signature': { value: encode(sign('sha256', policy, privateKey)) } })
    }
    const later = Math.floor(Date.now() / 1000) + 3_600
    const wider = encode(Buffer.from(JSON.stringify({ Statement: [{ Resource: '*', Condition: { DateLessThan: { 'AWS:EpochTime': later } } }] })))
    const others = await grantOf(premium, other_id)
    const bad: Record<string, Record<string, string>> = {
      none: {},
      empty: { cookie: '' },
      'an altered policy': { cookie: changed('CloudFront-Policy', flip) },
      'a policy of one’s own': { cookie: changed('CloudFront-Policy', () => wider) },
      'an altered signature': { cookie: changed('CloudFront-Signature', flip) },
      'no signature': { cookie: changed('CloudFront-Signature', () => '') },
      'another key id': { cookie: changed('CloudFront-Key-Pair-Id', (id) => `${id}x`) },
      'a key id from elsewhere': { cookie: changed('CloudFront-Key-Pair-Id', () => '__proto__') },
      'a weaker hash': { cookie: changed('CloudFront-Hash-Algorithm', () => 'SHA1') },
      'three of four': { cookie: cookieHeader(Object.fromEntries(Object.entries(values).slice(1))) },
      'a key of one’s own': { cookie: forged(`${premiumGrant.version}*`, later) },
      'a key of one’s own for everything': { cookie: forged('*', later) },
      'another song’s': { cookie: others.cookie },
      'an access token': { authorization: `Bearer ${premium.token}` },
    }
    expect(await statusOf(url, { cookie: premiumGrant.cookie })).toBe(200)
    const answers = []
    for (const [what, headers] of Object.entries(bad)) {
      const { status, headers: given, body } = await fromEdge(url, headers)
      expect(status, what).toBe(403)
      expect(given['cache-control']).toBe('no-store')
      answers.push(String(body))
    }
    expect(new Set(answers).size).toBe(1)
    expect(answers[0]?.length).toBeLessThan(200)
    expect(String((await fromEdge(`${premiumGrant.version}nothing.m4s`)).body), 'what is not there looks the same').toBe(answers[0])
    expect(await statusOf(others.stream.url, { cookie: `${others.cookie}; ${premiumGrant.cookie}` }), 'grants for two songs at once').toBe(200)
    expect(await statusOf(url, { cookie: `${others.cookie}; ${premiumGrant.cookie}` })).toBe(200)
  })

  test('is led astray by no spelling of a path', async () => {
    const { origin, pathname } = new URL(freeGrant.version)
    const song = pathname.replace(/v\d+\/$/, '')
    const astray = [
      `${pathname}128k/../segments/320k/segment_001.m4s`, `${pathname}128k/%2e%2e/segments/320k/segment_001.m4s`, `${pathname}128k/..%2fsegments/320k/segment_001.m4s`,
      `${pathname}128k%2F..%2Fmaster.m3u8`, `${pathname}128k/..\\master.m3u8`, `${pathname}128k/%5c..%5cmaster.m3u8`, `${pathname}128k//master.m3u8`,
      `${pathname}128k/./master.m3u8`, `${pathname}128k/master.m3u8%00.jpg`, `${pathname}128k/%00`, `${pathname}128k/master.m3u8%20`, `${pathname}128k/%6daster.m3u8`, `${pathname}128k/master%2em3u8`,
      `${song}../`, `${pathname}128k/../../../../../../etc/passwd`, `${pathname}128k/${'../'.repeat(12)}etc/passwd`, `${pathname}128k/%2e%2e%2f%2e%2e%2fwaveform.json`, `${pathname}128k/master.m3u8?`, `${pathname}128k/master.m3u8?x=1`,
    ]
    for (const target of astray) {
      const { status, body } = await fromEdge(origin + target, { cookie: freeGrant.cookie })
      // A query is no part of a file's name: CloudFront's cookies never cover one of ours.
      expect([403, ...(target.includes('?') ? [404] : [])], target).toContain(status)
      expect(String(body)).not.toMatch(/root:|EXTM3U/)
    }
  })

  test('is led astray by nothing before a path either', async () => {
    const { origin, pathname } = new URL(freeGrant.version)
    for (const before of ['/', '/.', '/x/..', '/%2e', '/\\', '/%2f', '/images/..']) {
      expect(await statusOf(`${origin}${before}${pathname}128k/master.m3u8`, { cookie: freeGrant.cookie }), before).toBe(403)
    }
    expect(await statusOf(`${origin}${pathname.replace('/artists', '/%61rtists')}128k/master.m3u8`, { cookie: freeGrant.cookie })).toBe(403)
  })

  test('shows originals to nobody', async () => {
    const { origin } = new URL(freeGrant.version)
    for (const target of ['/uploads/', `/uploads/${randomUUID()}`, '/', '/artists/', new URL(freeGrant.version).pathname, '/images/', '/images/../uploads/', '/.segue/', '/keys/grant.pem', '/metrics', '/health/ready']) {
      expect(await statusOf(origin + target, { cookie: premiumGrant.cookie }), target).toSatisfy((status: number) => status >= 400 && status < 500)
    }
    expect(await statusOf(`${origin}/health/live`)).toBe(200)
  })

  test('shows the waveform to everyone', async () => {
    const { status, headers, body } = await fromEdge(freeGrant.song.waveform_url)
    expect(status).toBe(200)
    expect(headers['content-type']).toMatch(/^application\/json/)
    expect(headers['cache-control']).toMatch(/^public/)
    expect(JSON.stringify(JSON.parse(String(body))).length).toBeGreaterThan(100)
  })

  test('lets scripts of the public door read with cookies, and those of no other origin', async () => {
    const url = freeGrant.stream.url
    const own = await fromEdge(url, { cookie: freeGrant.cookie, origin: publicUrl() })
    expect(own.headers).toMatchObject({ 'access-control-allow-origin': publicUrl(), 'access-control-allow-credentials': 'true' })
    expect(String(own.headers['vary'])).toMatch(/origin/i)
    expect((await fromEdge(url, { origin: publicUrl() })).headers['access-control-allow-origin'], 'a refusal too must be readable').toBe(publicUrl())
    for (const origin of ['http://evil.example', 'null', `${publicUrl()}.evil.example`, publicUrl().replace('http:', 'https:')]) {
      const { headers } = await fromEdge(url, { cookie: freeGrant.cookie, origin })
      expect(headers['access-control-allow-origin'], origin).toBeUndefined()
      const preflight = await fromEdge(url, { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'range' }, 'OPTIONS')
      expect([preflight.headers['access-control-allow-origin'], preflight.headers['access-control-allow-credentials']], origin).not.toEqual([origin, 'true'])
      expect(preflight.headers['access-control-allow-origin']).not.toBe('*')
    }
    const preflight = await fromEdge(new URL('/uploads/x', url).href, { origin: publicUrl(), 'access-control-request-method': 'PUT', 'access-control-request-headers': 'content-type,if-none-match,x-amz-checksum-sha256' }, 'OPTIONS')
    expect(preflight.headers['access-control-allow-origin']).toBe(publicUrl())
    expect(String(preflight.headers['access-control-allow-methods'])).toMatch(/PUT/)
  })
})

describe('the sound', () => {
  const rendition = async (name: '64k' | '128k' | '320k') => {
    const folder = name === '320k' ? '' : '128k/'
    const text = premiumGrant.stream.playlists[`${premiumGrant.version}${folder}audio_${name}.m3u8`] ?? ''
    const { map, segments, duration_s } = fragmentsOf(text)
    const parts = []
    for (const path of [map, ...segments]) parts.push((await fromEdge(`${premiumGrant.version}${folder}${path}`, { cookie: premiumGrant.cookie })).body)
    return { text, duration_s, bytes: new Uint8Array(Buffer.concat(parts)) }
  }

  test.each(['64k', '128k', '320k'] as const)('of the %s rendition is AAC of the right length, in a playlist as Apple asks for it', async (name) => {
    const { text, duration_s, bytes } = await rendition(name)
    expect(text).toMatch(/^#EXTM3U\n#EXT-X-VERSION:7\n/)
    expect(text).toMatch(/#EXT-X-PLAYLIST-TYPE:VOD/)
    expect(text).toMatch(/#EXT-X-ENDLIST\n?$/)
    expect(duration_s).toBeCloseTo(seconds, 1)
    const found = await readMp4(bytes)
    expect(found).toMatchObject({ codec: 'aac', sample_rate_hz: 44_100, channels: 2 })
    expect(Math.abs(found.duration_s - seconds)).toBeLessThan(0.1)
    const kbps = (bytes.byteLength * 8) / seconds / 1000
    expect(kbps).toBeLessThan(Number.parseInt(name, 10) * 1.15)
  })

  test('is cut at the same places in each, so that a player changes quality at any', async () => {
    const lists = await Promise.all((['64k', '128k', '320k'] as const).map(async (name) => [...(await rendition(name)).text.matchAll(/#EXTINF:[\d.]+/g)].map(String)))
    expect(lists[1]).toEqual(lists[0])
    expect(lists[2]).toEqual(lists[0])
    expect(lists[0]?.slice(0, 3).map((line) => Math.round(Number(line.slice(8))))).toEqual([1, 2, 4])
  })

  test.skipIf(!hasFfmpeg)('is heard: another decoder finds the whole song and nothing to complain about', async () => {
    for (const name of ['64k', '320k'] as const) {
      const { duration_s, peak, complaints } = decode((await rendition(name)).bytes)
      expect(complaints).toBe('')
      expect(Math.abs(duration_s - seconds)).toBeLessThan(0.1)
      expect(peak).toBeGreaterThan(0.2)
    }
  })
})

describe('who may play', () => {
  test('a listener who leaves explicit songs out hears why; everyone else plays them', async () => {
    const { id } = await publishSong(artist, { title: 'Strong Language', explicit: true, seconds: 1.5 })
    const careful = await newListener()
    await careful.client.call(updateMe, { body: { preferences: { explicit_filter: true } } })
    const told = async (person: Person) => (await person.client.call(getSong, { params: { song_id: id } }))
    await expect.poll(async () => (await told(careful)).unavailable_reason, { timeout: 10_000 }).toBe('explicit_filtered')
    expect((await told(careful)).stream).toBeNull()
    expect((await told(free)).stream?.url).toBeTruthy()
    expect((await clientOf().call(getSong, { params: { song_id: id } })).explicit).toBe(true)
  })

  test('a song taken down is silent within five seconds, to all but its artist, and comes back as quickly', async () => {
    const { id } = await publishSong(artist, { title: 'Here Today', seconds: 1.5 })
    const set = (visibility: 'taken_down' | 'published') => artist.client.call(updateSong, { params: { song_id: id }, body: { visibility } })
    expect((await grantOf(free, id)).stream.url).toBeTruthy()
    expect(await set('taken_down')).toMatchObject({ visibility: 'taken_down' })
    await expect.poll(() => free.client.call(getSong, { params: { song_id: id } }), { timeout: 5_000 }).toMatchObject({ stream: null, unavailable_reason: 'taken_down' })
    await expect.poll(async () => (await clientOf().call(listArtistSongs, { params: { artist_id: artist.artist.id } })).items.map((song) => song.id), { timeout: 5_000 }).not.toContain(id)
    expect((await grantOf(artist, id)).stream.url).toBeTruthy()
    await set('published')
    await expect.poll(async () => (await free.client.call(getSong, { params: { song_id: id } })).stream?.url, { timeout: 5_000 }).toBeTruthy()
  })

  test('a scheduled song does not exist for others until its moment, and plays from then on', async () => {
    const release_at = new Date(Date.now() + 9_000).toISOString()
    const { id } = await publishSong(artist, { title: 'Not Yet', seconds: 1.5, release_at })
    const early = await refusalOf(free.client.call(getSong, { params: { song_id: id } }))
    const unknown = await refusalOf(clientOf().call(getSong, { params: { song_id: id } }))
    expect(Date.now(), 'this machine is too slow to see it').toBeLessThan(Date.parse(release_at))
    for (const refusal of [early, unknown]) expect(refusal).toMatchObject({ status: 404, code: 'song_not_found' })
    expect((await grantOf(artist, id)).stream.url).toBeTruthy()
    await expect.poll(() => Date.now(), { timeout: 15_000, interval: 50 }).toBeGreaterThanOrEqual(Date.parse(release_at))
    await expect.poll(async () => (await ask('GET', `/v1/songs/${id}`, { token: free.token })).status, { timeout: 2_500 }).toBe(200)
    expect(await statusOf((await grantOf(free, id)).stream.url, { cookie: (await grantOf(free, id)).cookie })).toBe(200)
    await expect.poll(async () => (await clientOf().call(listArtistSongs, { params: { artist_id: artist.artist.id } })).items.map((song) => song.id), { timeout: 10_000 }).toContain(id)
  })

  test('a deleted song is gone for everyone, its artist too', async () => {
    const { id } = await publishSong(artist, { title: 'Gone Tomorrow', seconds: 1.5 })
    await grantOf(free, id)
    await artist.client.call(deleteSong, { params: { song_id: id } })
    for (const person of [free, artist]) {
      await expect.poll(async () => (await ask('GET', `/v1/songs/${id}`, { token: person.token })).status, { timeout: 5_000 }).toBe(404)
    }
    expect((await ask('GET', `/v1/artists/me/songs/${id}`, { token: artist.token })).status).toBe(404)
  })
})
