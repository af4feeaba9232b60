import { generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { cookieHeader, fromEdge, grantOf, type Grant } from '../src/grant-of.ts'
import { newArtist, newListener, newPremiumListener, publicUrl, type Person, type PublishingArtist } from '../src/people.ts'
import { publishSong } from '../src/publish-song.ts'

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
  ;[{ id: song_id }, { id: other_id }] = await Promise.all([
    publishSong(artist, { title: 'Let Me In', seconds }),
    publishSong(artist, { title: 'Another Door', seconds: 2, hertz: 300 }),
  ])
  ;[freeGrant, premiumGrant] = await Promise.all([grantOf(free, song_id), grantOf(premium, song_id)])
})

const everyPath = [
  'master.m3u8',
  'audio_320k.m3u8',
  'segments/320k/init.mp4',
  'segments/320k/segment_001.m4s',
  '128k/master.m3u8',
  '128k/audio_64k.m3u8',
  '128k/audio_128k.m3u8',
  '128k/segments/64k/init.mp4',
  '128k/segments/64k/segment_001.m4s',
  '128k/segments/128k/init.mp4',
  '128k/segments/128k/segment_001.m4s',
]
const statusOf = async (url: string, headers: Record<string, string> = {}, method = 'GET') => (await fromEdge(url, headers, method)).status

describe('the edge', () => {
  test('gives a free listener every byte up to 128 kbps and not one above', async () => {
    for (const path of everyPath)
      expect(await statusOf(freeGrant.version + path, { cookie: freeGrant.cookie }), path).toBe(path.startsWith('128k/') ? 200 : 403)
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
      expect(await statusOf(premiumGrant.version + path, { cookie: premiumGrant.cookie, 'if-none-match': String(headers['etag']) })).toBe(
        304,
      )
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
    expect(await part('bytes=100-')).toEqual({
      status: 206,
      range: `bytes 100-${whole.length - 1}/${whole.length}`,
      body: whole.subarray(100),
    })
    expect(await part('bytes=-10')).toEqual({
      status: 206,
      range: `bytes ${whole.length - 10}-${whole.length - 1}/${whole.length}`,
      body: whole.subarray(-10),
    })
    expect(await part(`bytes=0-${whole.length + 5}`)).toMatchObject({ status: 206, body: whole })
    expect(await part(`bytes=${whole.length}-`)).toMatchObject({ status: 416, range: `bytes */${whole.length}` })
    expect(await part('bytes=9-1')).toMatchObject({ status: 200 })
  })

  test('opens to nobody whose cookies are missing, altered, forged or of another song, and tells none of them why', async () => {
    const url = premiumGrant.stream.url
    const values = Object.fromEntries(Object.entries(premiumGrant.cookies).map(([name, { value }]) => [name, { value }]))
    const changed = (name: string, change: (value: string) => string) =>
      cookieHeader({ ...values, [name]: { value: change(values[name]?.value ?? '') } })
    const flip = (value: string) => `${value.slice(0, 20)}${value[20] === 'A' ? 'B' : 'A'}${value.slice(21)}`
    const encode = (bytes: Buffer) =>
      bytes.toString('base64').replace(/[+=/]/g, (letter) => (letter === '+' ? '-' : letter === '=' ? '_' : '~'))
    const forged = (resource: string, at: number) => {
      const policy = Buffer.from(
        JSON.stringify({ Statement: [{ Resource: resource, Condition: { DateLessThan: { 'AWS:EpochTime': at } } }] }),
      )
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      return cookieHeader({
        ...values,
        'CloudFront-Policy': { value: encode(policy) },
        'CloudFront-Signature': { value: encode(sign('sha256', policy, privateKey)) },
      })
    }
    const later = Math.floor(Date.now() / 1000) + 3_600
    const wider = encode(
      Buffer.from(JSON.stringify({ Statement: [{ Resource: '*', Condition: { DateLessThan: { 'AWS:EpochTime': later } } }] })),
    )
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
    expect(await statusOf(others.stream.url, { cookie: `${others.cookie}; ${premiumGrant.cookie}` }), 'grants for two songs at once').toBe(
      200,
    )
    expect(await statusOf(url, { cookie: `${others.cookie}; ${premiumGrant.cookie}` })).toBe(200)
  })

  test('is led astray by no spelling of a path', async () => {
    const { origin, pathname } = new URL(freeGrant.version)
    const song = pathname.replace(/v\d+\/$/, '')
    const astray = [
      `${pathname}128k/../segments/320k/segment_001.m4s`,
      `${pathname}128k/%2e%2e/segments/320k/segment_001.m4s`,
      `${pathname}128k/..%2fsegments/320k/segment_001.m4s`,
      `${pathname}128k%2F..%2Fmaster.m3u8`,
      `${pathname}128k/..\\master.m3u8`,
      `${pathname}128k/%5c..%5cmaster.m3u8`,
      `${pathname}128k//master.m3u8`,
      `${pathname}128k/./master.m3u8`,
      `${pathname}128k/master.m3u8%00.jpg`,
      `${pathname}128k/%00`,
      `${pathname}128k/master.m3u8%20`,
      `${pathname}128k/%6daster.m3u8`,
      `${pathname}128k/master%2em3u8`,
      `${song}../`,
      `${pathname}128k/../../../../../../etc/passwd`,
      `${pathname}128k/${'../'.repeat(12)}etc/passwd`,
      `${pathname}128k/%2e%2e%2f%2e%2e%2fwaveform.json`,
      `${pathname}128k/master.m3u8?`,
      `${pathname}128k/master.m3u8?x=1`,
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
    for (const target of [
      '/uploads/',
      `/uploads/${randomUUID()}`,
      '/',
      '/artists/',
      new URL(freeGrant.version).pathname,
      '/images/',
      '/images/../uploads/',
      '/.segue/',
      '/keys/grant.pem',
      '/metrics',
      '/health/ready',
    ]) {
      expect(await statusOf(origin + target, { cookie: premiumGrant.cookie }), target).toSatisfy(
        (status: number) => status >= 400 && status < 500,
      )
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
    expect((await fromEdge(url, { origin: publicUrl() })).headers['access-control-allow-origin'], 'a refusal too must be readable').toBe(
      publicUrl(),
    )
    for (const origin of ['http://evil.example', 'null', `${publicUrl()}.evil.example`, publicUrl().replace('http:', 'https:')]) {
      const { headers } = await fromEdge(url, { cookie: freeGrant.cookie, origin })
      expect(headers['access-control-allow-origin'], origin).toBeUndefined()
      const preflight = await fromEdge(
        url,
        { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'range' },
        'OPTIONS',
      )
      expect([preflight.headers['access-control-allow-origin'], preflight.headers['access-control-allow-credentials']], origin).not.toEqual(
        [origin, 'true'],
      )
      expect(preflight.headers['access-control-allow-origin']).not.toBe('*')
    }
    const preflight = await fromEdge(
      new URL('/uploads/x', url).href,
      {
        origin: publicUrl(),
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'content-type,if-none-match,x-amz-checksum-sha256',
      },
      'OPTIONS',
    )
    expect(preflight.headers['access-control-allow-origin']).toBe(publicUrl())
    expect(String(preflight.headers['access-control-allow-methods'])).toMatch(/PUT/)
  })
})
