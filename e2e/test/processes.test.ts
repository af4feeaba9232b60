import { createClient } from '@segue/api-client'
import { createArtist, getSong, getStatus, register, search } from '@segue/contracts'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedFleet } from '@segue/tools/platform'
import { expect, test, vi } from 'vitest'
import { checkedFetch } from '../src/checked-fetch.ts'
import { publishSong } from '../src/publish-song.ts'

test('each service in a process of its own, a song goes from the artist to a listener', { timeout: 120_000 }, async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'segue-fleet-'))
  try {
    await using fleet = await startEmbeddedFleet({ dataDir, durable: false })
    const url = fleet.publicUrl
    const anonymous = createClient({ url, fetch: checkedFetch })
    await expect.poll(() => anonymous.call(getStatus)).toMatchObject({ status: 'up', services: { transcoder: 'up', edge: 'up' } })

    const body = { email: 'fleet@e2e.segue.example', password: 'one process each', display_name: 'The Fleet' }
    const { user, access_token } = await anonymous.call(register, { body })
    const client = createClient({ url, fetch: checkedFetch, token: () => access_token })
    await client.call(createArtist, { body: { name: 'The Fleet' } })
    const artist = { id: user.id, email: user.email, password: body.password, token: access_token, client }
    const song = await publishSong(artist, { title: 'Eight Processes' })

    const { stream } = await client.call(getSong, { params: { song_id: song.id }, query: { cookies: 'body' } })
    if (!stream?.cookies) throw new Error('no grant')
    const cookie = Object.entries(stream.cookies).map(([name, value]) => `${name}=${value}`).join('; ')
    const segment = new URL('128k/segments/64k/segment_001.m4s', stream.url.replace(/128k\/master\.m3u8$/, ''))
    expect((await fetch(segment, { headers: { cookie } })).status).toBe(200)
    expect((await fetch(segment)).status).toBe(403)
    await vi.waitFor(async () => {
      const { results } = await anonymous.call(search, { query: { q: 'eigth proceses' } })
      expect(results.songs?.items.map(({ id }) => id)).toContain(song.id)
    }, { timeout: 10_000 })
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
})
