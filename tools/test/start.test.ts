import { once } from 'node:events'
import { createServer } from 'node:net'
import { createClient, readEventStream, uploadSong } from '@segue/api-client'
import { createArtist, getMe, getSong, listTrending, login, register, streamSongEvents } from '@segue/contracts'
import { startCollector } from '@segue/service/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startChild, temporaryFolder, type Start } from './start-child.ts'
import { tone } from './tone.ts'

const patience = { timeout: 20_000, interval: 50 }
const account = { email: 'anna@start.segue.example', password: 'the first of all accounts' }

const nothingIsLeft = (start: Start) => vi.waitFor(async () => expect(await start.left()).toEqual([]), patience)

test('it says when and where it is ready, starts empty, and ends within ten seconds of SIGTERM', { timeout: 120_000 }, async () => {
  await using folder = await temporaryFolder()
  await using collector = await startCollector()
  await using start = await startChild(folder.path, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })
  await start.ready
  expect(start.said()).toContain(`\nSegue is ready at ${start.url}\n`)
  expect((await createClient({ url: start.url }).call(listTrending)).items).toEqual([])

  const page = await fetch(`http://127.0.0.1:${start.ports.SEGUE_PORT}/artists`, { headers: { accept: 'text/html' }, redirect: 'manual' })
  expect([page.status, page.headers.get('location')]).toEqual([307, `${start.url}/artists`])
  expect((await fetch(start.url, { headers: { accept: 'text/html' } })).status).toBe(200)

  await using second = await startChild(folder.path)
  expect(await second.ended).toBe(1)
  expect(second.said().trim().split('\n').at(-1)).toBe(`${folder.path} is already in use`)
  await nothingIsLeft(second)
  expect((await fetch(`${start.url}/v1/status`)).status).toBe(200)

  const asked_ms = performance.now()
  start.child.kill('SIGTERM')
  expect(await start.ended).toBe(0)
  expect(performance.now() - asked_ms).toBeLessThan(10_000)
  await nothingIsLeft(start)
  // What its requests and their ways were, the last of them told at the end.
  const ways = [...Map.groupBy(collector.spans, ({ traceId }) => traceId).values()].map((spans) => new Set(spans.map(({ service }) => service)))
  expect(ways).toContainEqual(new Set(['gateway', 'catalog']))
})

test('killed and started again, it still knows its accounts and plays its songs', { timeout: 180_000 }, async () => {
  await using folder = await temporaryFolder()
  let song_id: string
  {
    await using start = await startChild(folder.path)
    await start.ready
    const { access_token } = await createClient({ url: start.url }).call(register, { body: { ...account, display_name: 'Anna' } })
    const client = createClient({ url: start.url, token: () => access_token })
    await client.call(createArtist, { body: { name: 'Anna' } })
    const file = new Blob([tone(2)], { type: 'audio/wav' })
    const fields = { title: 'Before the Kill', genre: 'test', explicit: false }
    const song = await uploadSong({ client, song: fields, file, file_name: 'tone.wav' })
    song_id = song.id
    const events = await client.open(streamSongEvents, { params: { song_id } })
    for await (const { event } of readEventStream(events)) if (event === 'ready') break
    // Acknowledged a moment before the kill.
    const last = { email: 'last@start.segue.example', password: account.password, display_name: 'Last' }
    await createClient({ url: start.url }).call(register, { body: last })
    start.child.kill('SIGKILL')
    await start.ended
  }
  await using again = await startChild(folder.path)
  await again.ready
  const signIn = async (email: string) => {
    const { access_token } = await createClient({ url: again.url }).call(login, { body: { email, password: account.password } })
    return createClient({ url: again.url, token: () => access_token })
  }
  expect(await (await signIn('last@start.segue.example')).call(getMe)).toMatchObject({ display_name: 'Last' })
  const { stream } = await (await signIn(account.email)).call(getSong, { params: { song_id }, query: { cookies: 'body' } })
  if (!stream?.cookies) throw new Error('no grant')
  const cookie = Object.entries(stream.cookies).map(([name, value]) => `${name}=${value}`).join('; ')
  const variant = new URL('audio_64k.m3u8', stream.url)
  expect(await (await fetch(variant, { headers: { cookie } })).text()).toContain('#EXT-X-ENDLIST')
})

/** One folder for the starts that don't get far: making a database is most of their time. */
let unready: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => void (unready = await temporaryFolder()))
afterAll(() => unready[Symbol.asyncDispose]())

const portSettings = ['SEGUE_PORT', 'SEGUE_MEDIA_PORT', 'SEGUE_INTERNAL_PORT'] as const

test.for(portSettings)('a taken %s is told in one sentence with the setting, and it ends at once', { timeout: 180_000 }, async (setting) => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const address = other.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  try {
    await using start = await startChild(unready.path, { [setting]: String(port) })
    expect(await start.ended).toBe(1)
    expect(performance.now() - start.lastSaid_ms()).toBeLessThan(3_000)
    const sentence = `Port ${port} is taken by another program: stop that, or choose another with ${setting}.`
    expect(start.said().trim().split('\n').at(-1)).toBe(sentence)
    await nothingIsLeft(start)
  } finally {
    other.close()
  }
})

test('told to stop while it starts, it stops', { timeout: 180_000 }, async () => {
  await using start = await startChild(unready.path)
  await vi.waitFor(() => expect(start.said()).toContain('Starting the database'), patience)
  start.child.kill('SIGTERM')
  expect(await start.ended).toBe(0)
  await nothingIsLeft(start)
})

test('wrong settings are told all at once, by their names, those of a service too', { timeout: 180_000 }, async () => {
  const wrong = {
    SEGUE_PORT: 'door',
    SEGUE_DEMO: 'perhaps',
    SEGUE_PUBLIC_URL: 'here',
    SEGUE_MAX_UPLOAD_BYTES: '-1',
    TRANSCODER_LEASE_MS: 'long',
  }
  await using start = await startChild(unready.path, wrong)
  expect(await start.ended).toBe(1)
  const lines = start.said().trim().split('\n')
  expect(lines.map((line) => line.split(' ', 1).join('')).toSorted()).toEqual(Object.keys(wrong).toSorted())
})

test('an administrator without a password is an error that says so', { timeout: 180_000 }, async () => {
  await using start = await startChild(unready.path, { SEGUE_ADMIN_EMAIL: 'admin@start.segue.example', SEGUE_ADMIN_PASSWORD: undefined })
  expect(await start.ended).toBe(1)
  expect(start.said()).toContain('SEGUE_ADMIN_PASSWORD is missing')
  await nothingIsLeft(start)
})
