import { createHash, randomUUID, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { connect as connectHttp2 } from 'node:http2'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, getCACertificates, setDefaultCACertificates, type SecureVersion, type TLSSocket } from 'node:tls'
import { createSong, getSong, search, type OwnSong } from '@segue/contracts'
import { freeRow } from '@segue/native'
import { newArtist, newListener, publishSong, songWav, type Person } from '@segue/tools/visitors'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { browserFlags } from '../../../e2e/src/browser-flags.ts'
import { cookiesOf } from '../../../e2e/src/cookies-of.ts'
import { findChromium } from '../../../e2e/src/find-chromium.ts'
import { hear } from '../../../e2e/src/hear.ts'
import { ownWord, playButton, searchFor } from '../../../e2e/src/page-steps.ts'
import { registerInPage } from '../../../e2e/src/register-in-page.ts'
import { grantOf } from '../../../tools/chaos/grant-of.ts'
import { openStack, type OpenedStack } from '../../../tools/chaos/open-stack.ts'

const title = ownWord()
const trusted = getCACertificates()
let opened: OpenedStack
let certificate: string
let door: URL
let media: URL
let plain: string
let artist: Person
let song: OwnSong

beforeAll(async () => {
  const first = await freeRow(3)
  door = new URL(`https://localhost:${first}`)
  media = new URL(`https://localhost:${first + 1}`)
  plain = `http://localhost:${first + 2}`
  const ports = { SEGUE_TLS_PORT: door.port, SEGUE_MEDIA_TLS_PORT: media.port, SEGUE_PORT: new URL(plain).port }
  opened = await openStack(undefined, { ...ports, SEGUE_PUBLIC_URL: door.origin, SEGUE_MEDIA_URL: media.origin })
  certificate = await readFile(opened.stack.haproxy.certificate, 'utf8')
  setDefaultCACertificates([...trusted, certificate])
  artist = await newArtist(door.origin)
  song = await publishSong(artist, title, songWav(20))
  const found = async () => (await artist.client.call(search, { query: { q: title, type: 'song' } })).results.songs?.items.length
  // On a busy machine an index that has just begun may be late with its first answers.
  await vi.waitUntil(async () => (await found().catch(() => 0)) === 1, { timeout: 60_000, interval: 200 })
}, 400_000)
afterAll(async () => {
  setDefaultCACertificates(trusted)
  await opened?.[Symbol.asyncDispose]()
}, 60_000)

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(new URL(path, door), { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) })

/** Speaks TLS of one version alone; resolves once the door has agreed to it. */
async function shakeHands({ port }: URL, version: SecureVersion): Promise<TLSSocket> {
  // Not even Node would offer 1.1 by itself.
  const ciphers = 'DEFAULT@SECLEVEL=0'
  const socket = connect({ host: 'localhost', servername: 'localhost', port: Number(port), ca: certificate, minVersion: version, maxVersion: version, ciphers })
  await once(socket, 'secureConnect')
  return socket.end()
}

test('a session that a browser keeps by TLS is in a cookie that never travels in plain', async () => {
  const account = { email: `${randomUUID()}@tls.segue.example`, password: 'by wire, and by no other way', session: 'cookie' }
  const page = { origin: door.origin }
  const registered = await post('/v1/auth/register', { ...account, display_name: 'Tilda' }, page)
  expect(registered.status).toBe(201)
  const secure = { httponly: '', secure: '', samesite: 'Strict', path: '/v1/auth' }
  const { segue_refresh: first } = cookiesOf(registered.headers)
  expect(first?.attributes).toMatchObject(secure)
  expect(registered.headers.get('strict-transport-security')).toMatch(/^max-age=\d{8,}$/)

  const refreshed = await post('/v1/auth/refresh', {}, { ...page, cookie: `segue_refresh=${first?.value}` })
  expect([refreshed.status, cookiesOf(refreshed.headers)['segue_refresh']?.attributes]).toMatchObject([200, secure])
  expect((await post('/v1/auth/login', account, page)).status).toBe(200)
  // The page that the plain door would serve is another origin.
  expect((await post('/v1/auth/login', account, { origin: plain })).status).toBe(403)
})

test('sound and uploads are named by https, opened by Secure cookies, and travel by TLS', async () => {
  const listener = await newListener(door.origin)
  const { body, headers } = await listener.client.send(getSong, { params: { song_id: song.id } })
  const addresses = [body.stream?.url, body.waveform_url, ...Object.keys(body.stream?.playlists ?? {})]
  for (const address of addresses) expect(address).toMatch(new RegExp(`^${media.origin}/`))
  const cookies = Object.entries(cookiesOf(headers)).filter(([name]) => name.startsWith('CloudFront-'))
  expect(cookies).toHaveLength(4)
  for (const [name, { attributes }] of cookies) expect(attributes, name).toMatchObject({ secure: '', httponly: '', samesite: 'Lax' })

  const { urls, cookie } = await grantOf(listener, song.id)
  const segment = urls.at(-1) ?? ''
  const heard = await fetch(segment, { headers: { cookie, origin: door.origin } })
  expect([heard.status, heard.headers.get('access-control-allow-origin')]).toEqual([200, door.origin])
  expect((await heard.bytes()).length).toBeGreaterThan(1_000)
  expect((await fetch(segment)).status).toBe(403)

  const file = { name: 'soon.wav', size: 4, content_type: 'audio/wav', checksum_sha256: createHash('sha256').update('soon').digest('base64') }
  const { upload } = await artist.client.call(createSong, { body: { title: 'Soon', genre: 'test', file } })
  if (upload?.kind !== 'single') throw new Error('Four bytes in parts')
  expect(upload.url).toMatch(new RegExp(`^${media.origin}/`))
  const put = (bytes: string) => fetch(upload.url, { method: upload.method, headers: upload.headers, body: bytes })
  expect((await put('none')).status).toBeGreaterThanOrEqual(400)
  expect((await put('soon')).status).toBe(200)
})

test('the plain door sends everybody to the one by TLS, and believes nobody about how they came', async () => {
  const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') => fetch(plain + path, { method, headers, redirect: 'manual' })
  for (const method of ['GET', 'POST', 'DELETE']) {
    const answer = await ask('/v1/search?q=a%20b', { 'x-forwarded-proto': 'http' }, method)
    expect([answer.status, answer.headers.get('location')]).toEqual([308, `${door.origin}/v1/search?q=a%20b`])
  }
  expect((await fetch(`${plain}/v1/status`)).url).toBe(`${door.origin}/v1/status`)
  // As from a proxy that ended TLS before: an answer instead of a circle.
  expect((await ask('/v1/status', { 'x-forwarded-proto': 'https' })).status).toBe(200)
  expect((await fetch(new URL('/v1/status', door), { headers: { 'x-forwarded-proto': 'http' }, redirect: 'manual' })).status).toBe(200)
})

test.for(['public', 'media'] as const)('the %s door speaks TLS 1.2 and 1.3, nothing older, and HTTP/2', async (name) => {
  const url = name === 'public' ? door : media
  await expect(shakeHands(url, 'TLSv1.1')).rejects.toThrow(/alert protocol version/i)
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) expect((await shakeHands(url, version)).authorized).toBe(true)

  const { urls, cookie } = await grantOf(artist, song.id)
  const session = connectHttp2(url, { ca: certificate })
  try {
    const stream = session.request({ ':path': name === 'public' ? `/v1/songs/${song.id}` : new URL(urls.at(-1) ?? '').pathname, cookie })
    const [headers] = await once(stream, 'response')
    expect([session.alpnProtocol, headers[':status']]).toEqual(['h2', 200])
    stream.close()
  } finally {
    session.close()
  }
})

test('a real Chromium that trusts this certificate and no other plays a song and publishes one', { timeout: 180_000 }, async () => {
  const profile = await mkdtemp(join(tmpdir(), 'segue-browser-'))
  const { executablePath, env } = await findChromium()
  const key = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' })
  const trust = `--ignore-certificate-errors-spki-list=${createHash('sha256').update(key).digest('base64')}`
  const context = await chromium.launchPersistentContext(profile, { executablePath, env, args: [...browserFlags, trust], headless: true })
  try {
    const page = await context.newPage()
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await registerInPage(page, plain)
    expect(new URL(page.url()).origin).toBe(door.origin)
    expect(await page.evaluate(() => isSecureContext)).toBe(true)
    await searchFor(page, title)
    await playButton(page, title).click()
    const { advanced_s, peak } = await hear(page)
    expect(advanced_s).toBeGreaterThan(0.5)
    expect(peak).toBeGreaterThan(0.05)

    await page.getByRole('button', { name: 'Upload', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Upload a song' })
    await dialog.getByLabel('Artist name').fill('Tilda')
    await dialog.getByRole('button', { name: 'Become an artist' }).click()
    const sent = page.waitForResponse((response) => response.request().method() === 'PUT' && response.url().startsWith(media.origin))
    await dialog.getByLabel('Audio file').setInputFiles({ name: 'Cipher.wav', mimeType: 'audio/wav', buffer: songWav(4) })
    await dialog.getByLabel('Genre').fill('test')
    await dialog.getByRole('button', { name: 'Publish as Tilda' }).click()
    expect((await sent).status()).toBe(200)
    await playButton(dialog, 'Cipher').waitFor({ timeout: 60_000 })
    expect((await context.cookies(media.origin)).filter(({ secure }) => !secure)).toEqual([])
    expect(asked.filter((url) => url.startsWith('http:')).every((url) => url.startsWith(plain))).toBe(true)
  } finally {
    await context.close()
    await rm(profile, { recursive: true, force: true })
  }
})
