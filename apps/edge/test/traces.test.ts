import { startTracing } from '@segue/service'
import { startCollector } from '@segue/service/testing'
import { expect, test, vi } from 'vitest'
import { ask } from './request.ts'
import { startTestEdge, version } from './start.ts'

test('a trace shows what the edge answered, and what it had to ask its store for', async () => {
  await using collector = await startCollector()
  await using _tracing = await startTracing({ url: collector.url, ratio: 1, release: 'test' })
  await using edge = await startTestEdge()
  const path = `/${version}/segments/128k/segment_001.m4s`
  await edge.store.put(path.slice(1), Buffer.from('sound'), { content_type: 'video/iso.segment' })
  const traceId = '0af7651916cd43dd8448eb211c80319c'
  const headers = { cookie: edge.cookies(`${version}/*`), traceparent: `00-${traceId}-b7ad6b7169203331-01` }
  for (const status of [200, 200]) expect((await ask(edge.url, path, headers)).status).toBe(status)
  expect((await ask(edge.url, path)).status).toBe(403)

  const spans = await vi.waitFor(() => {
    expect(collector.spans.filter(({ name }) => name === 'serveMedia')).toHaveLength(3)
    return collector.spans
  }, { timeout: 20_000 })
  const [first, second, refused] = spans.filter(({ name }) => name === 'serveMedia')
  expect(first).toMatchObject({ service: 'edge', traceId, parentSpanId: 'b7ad6b7169203331', attributes: { 'url.path': path, 'http.response.status_code': '200' } })
  expect(spans.filter(({ name }) => name === 'object-store get')).toMatchObject([{ service: 'edge', traceId, parentSpanId: first?.spanId, failed: false }])
  expect(second?.traceId).toBe(traceId)
  expect(refused?.traceId).not.toBe(traceId)
  expect(refused?.attributes['http.response.status_code']).toBe('403')
})
