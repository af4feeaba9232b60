import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@segue/api-client'
import { createArtist, register, search } from '@segue/contracts'
import { startCollector, type CollectedSpan } from '@segue/service/testing'
import { startEmbeddedFleet } from '@segue/tools/platform'
import { expect, test, vi } from 'vitest'
import { checkedFetch } from '../src/checked-fetch.ts'
import { publishSong } from '../src/publish-song.ts'

test('one trace leads from a completed upload to the song in the index, over HTTP and over events', { timeout: 120_000 }, async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'segue-trace-'))
  try {
    await using collector = await startCollector()
    await using fleet = await startEmbeddedFleet({ dataDir, durable: false, extra: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url } })
    const anonymous = createClient({ url: fleet.publicUrl, fetch: checkedFetch })
    const body = { email: 'trace@e2e.segue.example', password: 'followed all the way', display_name: 'The Traced' }
    const { user, access_token } = await anonymous.call(register, { body })
    const client = createClient({ url: fleet.publicUrl, fetch: checkedFetch, token: () => access_token })
    await client.call(createArtist, { body: { name: 'The Traced' } })
    const song = await publishSong({ id: user.id, email: user.email, password: body.password, token: access_token, client }, { title: 'Follow Me' })
    await vi.waitFor(async () => {
      const { results } = await anonymous.call(search, { query: { q: 'follow me' } })
      expect(results.songs?.items.map(({ id }) => id)).toContain(song.id)
    }, { timeout: 10_000 })

    const spanOf = (service: string, name: string) => collector.spans.find((span) => span.service === service && span.name === name)
    // A span is sent up to a second after it ended.
    const indexed = await vi.waitFor(() => {
      const span = spanOf('search', 'song.published')
      expect(span).toBeDefined()
      expect(spanOf('gateway', 'completeUpload')).toBeDefined()
      expect(pathTo(span, collector.spans)).toHaveLength(6)
      return span
    }, { timeout: 20_000 })
    expect(pathTo(indexed, collector.spans)).toEqual([
      'gateway completeUpload',
      'catalog completeUpload',
      'transcoder song.uploaded',
      'transcoder transcode',
      'catalog song.transcoded',
      'search song.published',
    ])
    const progress = spanOf('catalog', 'song.transcoding')
    expect(progress?.traceId).toBe(indexed?.traceId)
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
})

/** From the beginning of a span's trace to the span, each under the one before. */
function pathTo(span: CollectedSpan | undefined, spans: readonly CollectedSpan[]): readonly string[] {
  if (span === undefined) return []
  const parent = spans.find(({ spanId, traceId }) => spanId === span.parentSpanId && traceId === span.traceId)
  return [...pathTo(parent, spans), `${span.service} ${span.name}`]
}
