import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { Agent, type IncomingMessage, request } from 'node:http'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask } from './request.ts'
import { publicUrl, startTestEdge, type TestEdge, version } from './start.ts'

const playlist = `#EXTM3U\n${'#EXT-X-STREAM-INF:BANDWIDTH=64000\naudio.m3u8\n'.repeat(20)}`
const segment = randomBytes(96_000)
const large = randomBytes(1_500_000)
const mpegurl = { content_type: 'application/vnd.apple.mpegurl' }

let edge: TestEdge
beforeAll(async () => {
  edge = await startTestEdge()
  const { store } = edge
  await store.put(`${version}/master.m3u8`, Buffer.from(playlist), mpegurl)
  await store.put(`${version}/stored.m3u8`, gzipSync(playlist), { ...mpegurl, content_encoding: 'gzip' })
  await store.put(`${version}/segments/320k/init.mp4`, segment.subarray(0, 700), { content_type: 'audio/mp4' })
  await store.put(`${version}/segments/320k/segment_001.m4s`, segment, { content_type: 'video/iso.segment' })
  await store.put(`${version}/segments/320k/large.m4s`, large, { content_type: 'video/iso.segment' })
  await store.put(`${version}/128k/segments/64k/segment_001.m4s`, segment.subarray(0, 9_000), { content_type: 'video/iso.segment' })
  await store.put(`${version}/waveform.json`, Buffer.from('{"peaks":[1,2,3]}'), { content_type: 'application/json' })
  await store.put('images/abc-640.webp', segment.subarray(0, 5_000), { content_type: 'image/webp' })
  await store.put('uploads/original', segment, { content_type: 'audio/flac' })
})
afterAll(() => edge[Symbol.asyncDispose]())

const get = (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') => ask(edge.url, path, headers, method)
const listen = (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
  get(`/${version}/${path}`, { cookie: edge.cookies(`${version}/*`), ...headers }, method)

describe('a listener with a grant', () => {
  test('gets playlists, segments and init segments with their types and lifetimes', async () => {
    const master = await listen('master.m3u8')
    expect(master.status).toBe(200)
    expect(master.body.toString()).toBe(playlist)
    expect(master.headers).toMatchObject({ 'content-type': 'application/vnd.apple.mpegurl', 'cache-control': 'max-age=20' })

    const media = await listen('segments/320k/segment_001.m4s')
    expect(media.body.equals(segment)).toBe(true)
    expect(media.headers).toMatchObject({
      'content-type': 'video/iso.segment',
      'content-length': '96000',
      'cache-control': 'max-age=86400, immutable',
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
    })
    expect((await listen('segments/320k/init.mp4')).headers['content-type']).toBe('audio/mp4')
  })

  test('gets a playlist gzipped when it takes that, however it is stored', async () => {
    for (const name of ['master.m3u8', 'stored.m3u8']) {
      const plain = await listen(name)
      const gzipped = await listen(name, { 'accept-encoding': 'gzip, br' })
      expect(plain.headers['content-encoding']).toBeUndefined()
      expect(plain.body.toString()).toBe(playlist)
      expect(gzipped.headers['content-encoding']).toBe('gzip')
      expect(gunzipSync(gzipped.body).toString()).toBe(playlist)
      expect(gzipped.body.length).toBeLessThan(plain.body.length / 3)
      expect(gzipped.headers['vary']?.toLowerCase()).toContain('accept-encoding')
      expect(plain.headers['vary']?.toLowerCase()).toContain('accept-encoding')
      expect(gzipped.headers.etag).not.toBe(plain.headers.etag)
    }
    expect((await listen('segments/320k/segment_001.m4s', { 'accept-encoding': 'gzip' })).headers['content-encoding']).toBeUndefined()
  })

  test('hears that nothing changed since the entity tag it has', async () => {
    for (const [name, headers] of [
      ['master.m3u8', {}],
      ['master.m3u8', { 'accept-encoding': 'gzip' }],
      ['segments/320k/segment_001.m4s', {}],
    ] as const) {
      const { etag = '' } = (await listen(name, headers)).headers
      expect(etag).toMatch(/^"[^"]+"$/)
      const again = await listen(name, { ...headers, 'if-none-match': etag })
      expect(again).toMatchObject({ status: 304, headers: { etag } })
      expect(again.body).toHaveLength(0)
      expect((await listen(name, { ...headers, 'if-none-match': '"other"' })).status).toBe(200)
    }
  })

  test.each(['segment_001.m4s', 'large.m4s'])('gets ranges of %s', async (name) => {
    const path = `segments/320k/${name}`
    const whole = name === 'large.m4s' ? large : segment
    for (const [range, start, end] of [
      ['bytes=0-99', 0, 99],
      ['bytes=500-', 500, whole.length - 1],
      ['bytes=-100', whole.length - 100, whole.length - 1],
      [`bytes=10-${whole.length * 2}`, 10, whole.length - 1],
    ] as const) {
      const part = await listen(path, { range })
      expect(part.status).toBe(206)
      expect(part.headers).toMatchObject({ 'content-range': `bytes ${start}-${end}/${whole.length}`, 'content-length': String(end - start + 1) })
      expect(part.body.equals(whole.subarray(start, end + 1))).toBe(true)
    }
    const beyond = await listen(path, { range: `bytes=${whole.length}-` })
    expect(beyond).toMatchObject({ status: 416, headers: { 'content-range': `bytes */${whole.length}` } })
    expect((await listen(path, { range: 'bytes=0-1,5-6' })).status).toBe(200)
    expect((await listen(path)).body.equals(whole)).toBe(true)
  })

  test('gets a range only of the version that it has part of', async () => {
    const path = 'segments/320k/segment_001.m4s'
    const { etag = '' } = (await listen(path)).headers
    expect((await listen(path, { range: 'bytes=0-9', 'if-range': etag })).status).toBe(206)
    expect((await listen(path, { range: 'bytes=0-9', 'if-range': '"older"' })).status).toBe(200)
  })

  test.each(['master.m3u8', 'segments/320k/segment_001.m4s', 'segments/320k/large.m4s'])('gets the headers of %s alone with HEAD', async (path) => {
    const [got, head] = [await listen(path), await listen(path, {}, 'HEAD')]
    expect(head.status).toBe(200)
    expect(head.body).toHaveLength(0)
    for (const name of ['content-length', 'content-type', 'etag', 'cache-control']) expect(head.headers[name]).toBe(got.headers[name])
  })

  test('is told what does not exist under its own path', async () => {
    expect((await listen('segments/320k/segment_999.m4s')).status).toBe(404)
  })

  test.each(['POST', 'PUT', 'DELETE'])('hears that media are read, and take no %s', async (method) => {
    const { status, headers } = await listen('master.m3u8', {}, method)
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD'])
  })

  test('no longer gets what was deleted, once memory has forgotten it', async () => {
    await using bare = await startTestEdge({ memoryBytes: 0 })
    await bare.store.put(`${version}/x.m4s`, segment, { content_type: 'video/iso.segment' })
    const cookie = bare.cookies(`${version}/*`)
    expect((await ask(bare.url, `/${version}/x.m4s`, { cookie })).status).toBe(200)
    await bare.store.deletePrefix(`${version}/`)
    expect((await ask(bare.url, `/${version}/x.m4s`, { cookie })).status).toBe(404)
  })
})

describe('without a grant that opens it', () => {
  const path = `/${version}/segments/320k/segment_001.m4s`

  test('media is refused, with the same answer whatever is wrong', async () => {
    const good = edge.cookies(`${version}/*`)
    const asked: readonly [string, Record<string, string>][] = [
      [path, {}],
      [path, { cookie: 'session=1' }],
      [path, { cookie: edge.cookies(`${version}/*`, -1) }],
      [path, { cookie: edge.cookies(version.replace('0192f0c2', '0192f0c3') + '/*') }],
      [path, { cookie: edge.cookies(version.replace('/v1', '/v2') + '/*') }],
      [path, { cookie: edge.cookies(`${version}/128k/*`) }],
      [path, { cookie: good.replace(/Policy=../, 'Policy=ab') }],
      [path, { cookie: good.replace(/Signature=../, 'Signature=ab') }],
      [path, { cookie: good.replace('K1', 'K2') }],
      [path, { cookie: good.replace('SHA256', 'SHA1') }],
      [path, { cookie: good.replace(/; CloudFront-Hash-Algorithm=.*/, '') }],
      [`/${version}/nothing/here.m4s`, {}],
      [`${path}?Policy=x`, { cookie: good }],
      [path.replace('/segments', '/%73egments'), { cookie: good }],
      [path.replace('/segments', '/../v1/segments'), { cookie: good }],
      [path.replace('/segments', '//segments'), { cookie: good }],
      [path.replace('/segments', '\\segments'), { cookie: good }],
    ]
    const answers = await Promise.all(asked.map(([target, headers]) => get(target, headers)))
    expect(answers.map((answer) => answer.status)).toEqual(asked.map(() => 403))
    expect(new Set(answers.map((answer) => answer.body.toString())).size).toBe(1)
    expect(new Set(answers.map((answer) => answer.headers['cache-control']))).toEqual(new Set(['no-store']))
  })

  test('a capped plan hears its own renditions', async () => {
    const cookie = edge.cookies(`${version}/128k/*`)
    expect((await get(`/${version}/128k/segments/64k/segment_001.m4s`, { cookie })).status).toBe(200)
    expect((await get(`/${version}/master.m3u8`, { cookie })).status).toBe(403)
  })

  test('artwork and waveforms are open, and may be kept for ever', async () => {
    const image = await get('/images/abc-640.webp')
    expect(image).toMatchObject({ status: 200, headers: { 'content-type': 'image/webp' } })
    expect(image.headers['cache-control']).toContain('immutable')
    expect((await get(`/${version}/waveform.json`)).body.toString()).toBe('{"peaks":[1,2,3]}')
    expect((await get('/images/none-640.webp')).status).toBe(404)
  })

  test.each([
    '/uploads/original',
    '/images/../uploads/original',
    '/images/..%2fuploads/original',
    '/images/%2e%2e/uploads/original',
    '/images//../uploads/original',
    '/artists/../uploads/original',
    '/artists/x/../../uploads/original',
    '/images/..\\uploads/original',
    '/objects/uploads/original',
    '/uploads/../uploads/original',
    '/%75ploads/original',
    '//uploads/original',
  ])('an original is never readable: %s', async (target) => {
    for (const method of ['GET', 'HEAD']) {
      const { status, body } = await get(target, { cookie: edge.cookies('*') }, method)
      expect(status).toBeGreaterThanOrEqual(400)
      expect(status).toBeLessThan(500)
      expect(body.length).toBeLessThan(1_000)
    }
  })
})

describe('scripts', () => {
  test('of the public door may read with cookies', async () => {
    const { headers } = await listen('master.m3u8', { origin: publicUrl })
    expect(headers).toMatchObject({ 'access-control-allow-origin': publicUrl, 'access-control-allow-credentials': 'true' })
    expect(headers['vary']).toBe('origin, accept-encoding')
    expect((await get(`/${version}/master.m3u8`, { origin: publicUrl })).headers['access-control-allow-origin']).toBe(publicUrl)
  })

  test.each(['http://evil.test', 'http://localhost:4001', 'https://localhost:4000', 'http://localhost:4000.evil.test', 'null'])(
    'of %s may not',
    async (origin) => {
      for (const headers of [(await listen('master.m3u8', { origin })).headers, (await preflight(origin)).headers])
        expect(headers['access-control-allow-origin']).toBeUndefined()
    },
  )

  const preflight = (origin: string) =>
    get(
      '/uploads/x?signature=y',
      {
        origin,
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'content-type,if-none-match,x-amz-checksum-sha256',
      },
      'OPTIONS',
    )

  test('of the public door may send signed uploads, and need not ask every time', async () => {
    const { status, headers } = await preflight(publicUrl)
    expect(status).toBe(204)
    expect(headers['access-control-allow-origin']).toBe(publicUrl)
    expect(headers['access-control-allow-methods']).toContain('PUT')
    for (const name of ['content-type', 'x-amz-checksum-sha256', 'if-none-match'])
      expect(headers['access-control-allow-headers']?.toLowerCase()).toContain(name)
    expect(Number(headers['access-control-max-age'])).toBeGreaterThan(600)
  })
})

test('a store that fails is 503 to those entitled, without a word about why', async () => {
  await mkdir(join(edge.folder, 'objects', 'objects', version, 'broken'), { recursive: true })
  await writeFile(join(edge.folder, 'objects', 'objects', version, 'broken', 'x.m4s'), 'written by somebody else')
  const { status, headers, body } = await listen('broken/x.m4s')
  expect(status).toBe(503)
  expect(headers['retry-after']).toBeDefined()
  expect(body).toHaveLength(0)
})

test('a stopping edge finishes what it serves and ends the connection', async () => {
  await using stopping = await startTestEdge()
  await stopping.store.put('images/large-640.webp', randomBytes(30_000_000), { content_type: 'image/webp' })
  const { hostname, port } = new URL(stopping.url)
  const agent = new Agent({ keepAlive: true })
  const response = await new Promise<IncomingMessage>((resolve) => request({ hostname, port, path: '/images/large-640.webp', agent }, resolve).end())
  const stopped = stopping.service[Symbol.asyncDispose]()
  expect(await buffer(response)).toHaveLength(30_000_000)
  agent.destroy()
  await stopped
})

test('the edge says that it is alive', async () => {
  expect((await get('/health/live')).status).toBe(200)
})
