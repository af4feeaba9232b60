import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createClient, uploadSong, type Client } from '@segue/api-client'
import { createArtist, getMe, getSong, refresh, register, type Session } from '@segue/contracts'
import { generateSigningKey } from '@segue/identity'
import { generateKeys } from '@segue/media-signature'
import { startEmbeddedFleet, type EmbeddedFleet, type ServiceName } from '@segue/tools/platform'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tone } from './tone.ts'

/** How seldom a service asks for the keys of tokens anew, and a little. */
const asked_again_ms = 10_200
let dataDir: string
let fleet: EmbeddedFleet
let anonymous: Client
let signedIn: Session
let nextKey: string
let published_ms: number

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'segue-rotate-'))
  const names = ['user', 'catalog', 'playback-auth', 'transcoder', 'edge', 'gateway'] as const
  fleet = await startEmbeddedFleet({ dataDir, names, durable: false })
  anonymous = createClient({ url: fleet.publicUrl })
  const account = { email: 'robin@rotate.segue.example', password: 'keys come and keys go', display_name: 'Robin' }
  signedIn = await anonymous.call(register, { body: account })
  await as(signedIn.access_token).call(createArtist, { body: { name: 'The Locksmiths' } })
  nextKey = await newKeyFile('token-2.pem', generateSigningKey().private_key_pem)
  await restart('user', { USER_SIGNING_KEY_FILES: `${ownKey()},${nextKey}` })
  published_ms = performance.now()
}, 240_000)
afterAll(async () => {
  await fleet[Symbol.asyncDispose]()
  await rm(dataDir, { recursive: true, force: true })
})

/** One service again at its place, with other settings. */
async function restart(name: ServiceName, environment: Readonly<Record<string, string>>): Promise<void> {
  const { url, internalUrl, [Symbol.asyncDispose]: stop } = fleet.member(name)
  await stop()
  await fleet.add(name, 0, { port: Number(new URL(url).port), internalPort: Number(new URL(internalUrl).port), environment })
}

async function newKeyFile(name: string, pem: string): Promise<string> {
  const path = join(dataDir, 'keys', name)
  await writeFile(path, pem, { mode: 0o600 })
  return path
}

const ownKey = () => join(dataDir, 'keys', 'token.pem')
const kidOf = (token: string): string => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid
const statusOf = (call: Promise<unknown>) => call.then(() => 200, (error: { status?: number }) => error.status)
const as = (token: string) => createClient({ url: fleet.publicUrl, token: () => token })

test('the key of grants is replaced: nothing falls silent, and the old key opens nothing in the end', { timeout: 120_000 }, async () => {
  const client = as(signedIn.access_token)
  const file = new Blob([tone(8)], { type: 'audio/wav' })
  const { id: song_id } = await uploadSong({ client, song: { title: 'Keyhole', genre: 'test' }, file, file_name: 'tone.wav' })
  const granted = async () => (await client.call(getSong, { params: { song_id }, query: { cookies: 'body' } })).stream
  await expect.poll(async () => (await granted())?.url, { timeout: 20_000 }).toBeDefined()
  const play = async (stream: Awaited<ReturnType<typeof granted>>) => {
    const cookie = Object.entries(stream?.cookies ?? {}).map(([name, value]) => `${name}=${value}`).join('; ')
    const segment = new URL('128k/segments/64k/segment_001.m4s', stream?.url.replace(/128k\/master\.m3u8$/, ''))
    return (await fetch(segment, { headers: { cookie } })).status
  }
  const before = await granted()
  expect(await play(before)).toBe(200)

  const { private_key_pem, public_key_pem } = generateKeys()
  const oldPublic = await readFile(join(dataDir, 'keys', 'grant-public.pem'), 'utf8')
  await restart('edge', { EDGE_GRANT_KEYS: JSON.stringify({ segue: oldPublic, 'segue-2': public_key_pem }) })
  expect(await play(before)).toBe(200)
  const fresh = await newKeyFile('grant-2.pem', private_key_pem)
  await restart('playback-auth', { PLAYBACK_AUTH_SIGNING_KEY_FILE: fresh, PLAYBACK_AUTH_KEY_PAIR_ID: 'segue-2' })
  const after = await granted()
  expect(after?.cookies).toMatchObject({ 'CloudFront-Key-Pair-Id': 'segue-2' })
  expect([await play(before), await play(after)]).toEqual([200, 200])

  await restart('edge', { EDGE_GRANT_KEYS: JSON.stringify({ 'segue-2': public_key_pem }) })
  expect([await play(before), await play(after)]).toEqual([403, 200])
})

test('the key of tokens is replaced: who is signed in stays so, and the old one is refused in the end', { timeout: 120_000 }, async () => {
  const { access_token: old, refresh_token = '' } = signedIn
  await delay(Math.max(0, published_ms + asked_again_ms - performance.now()))
  await restart('user', { USER_SIGNING_KEY_FILES: `${nextKey},${ownKey()}` })
  const renewed = await anonymous.call(refresh, { body: { refresh_token } })
  expect(kidOf(renewed.access_token)).not.toBe(kidOf(old))
  for (const token of [old, renewed.access_token]) {
    expect(await statusOf(as(token).call(getMe))).toBe(200)
    // Catalog's own answer to a second artist: it knows who asks.
    expect(await statusOf(as(token).call(createArtist, { body: { name: 'Again' } }))).toBe(409)
  }

  await restart('user', { USER_SIGNING_KEY_FILES: nextKey })
  expect(await statusOf(as(old).call(getMe))).toBe(401)
  expect(await statusOf(as(renewed.access_token).call(getMe))).toBe(200)
  const last = await anonymous.call(refresh, { body: { refresh_token: renewed.refresh_token ?? '' } })
  expect(await statusOf(as(last.access_token).call(getMe))).toBe(200)
})
