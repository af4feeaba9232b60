import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient, readEventStream, uploadSong } from '@segue/api-client'
import { createArtist, getSong, getStatus, register, streamSongEvents } from '@segue/contracts'
import { fromBundles, startEmbeddedFleet } from '@segue/tools/platform'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { bundle } from '../../../tools/src/build/bundle.ts'
import { programs } from '../../../tools/src/build/programs.ts'
import { buildWeb } from '../../../tools/src/platform/build-web.ts'
import { tone } from '../../../tools/test/tone.ts'

/** Outside of the repository: nothing is found in its node_modules by accident. */
let place: string

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'segue-bundles-'))
  await using web = buildWeb(() => {})
  const pages = await web.root
  for (const program of programs()) await bundle(program, join(place, 'apps'), pages)
})
afterAll(() => rm(place, { recursive: true, force: true }))

test.for(['wasm', 'auto'])('bundles alone, each in its own folder, take a song from the artist to a listener (engine %s)', { timeout: 240_000 }, async (engine) => {
  const apps = join(place, 'apps')
  await using fleet = await startEmbeddedFleet({
    dataDir: join(place, `data-${engine}`),
    durable: false,
    extra: { TRANSCODER_ENGINE: engine, GATEWAY_WEB_ROOT: join(apps, 'gateway/web') },
    programOf: fromBundles(apps),
  })
  const url = fleet.publicUrl
  const anonymous = createClient({ url })
  await vi.waitFor(async () => expect(await anonymous.call(getStatus)).toMatchObject({ status: 'up' }), { timeout: 20_000 })

  const body = { email: 'bundle@segue.example', password: 'one file for each', display_name: 'Bundle' }
  const { access_token } = await anonymous.call(register, { body })
  const client = createClient({ url, token: () => access_token })
  await client.call(createArtist, { body: { name: 'Bundle' } })
  const file = new Blob([tone(3)], { type: 'audio/wav' })
  const song = await uploadSong({ client, song: { title: 'In One File', genre: 'test', explicit: false }, file, file_name: 'tone.wav' })
  const events: string[] = []
  for await (const { event, data } of readEventStream(await client.open(streamSongEvents, { params: { song_id: song.id } }))) {
    events.push(event === 'failed' ? data : event)
    if (event === 'ready' || event === 'failed') break
  }
  expect(events.at(-1)).toBe('ready')
  const { stream } = await client.call(getSong, { params: { song_id: song.id }, query: { cookies: 'body' } })
  const cookie = Object.entries(stream?.cookies ?? {}).map(([name, value]) => `${name}=${value}`).join('; ')
  const segment = new URL('segments/64k/segment_001.m4s', stream?.url)
  expect((await fetch(segment, { headers: { cookie } })).status).toBe(200)
  expect((await fetch(segment)).status).toBe(403)

  for (const path of ['/', '/docs/', '/docs/static/swagger-ui-bundle.js', '/docs/static/logo.svg', '/v1/openapi.json']) {
    expect((await fetch(url + path, { headers: { accept: 'text/html' } })).status, path).toBe(200)
  }
})
