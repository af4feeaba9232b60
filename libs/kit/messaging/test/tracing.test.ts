import { randomUUIDv7 } from 'node:crypto'
import { operation, topology, type EventData } from '@segue/contracts'
import { migrate, openDatabase } from '@segue/database'
import { testDatabase } from '@segue/database/testing'
import { openEventBus } from '@segue/event-bus'
import { createServer, handle, serve, startTracing, traceparent } from '@segue/service'
import { startCollector } from '@segue/service/testing'
import { Type } from 'typebox'
import { expect, test, vi } from 'vitest'
import { emit, messagingMigration, react, startRelay, type MessagingTables } from '../src/index.ts'

const path = '/v1/deletions'
const reply = { status: 202, body: Type.Object({ traceparent: Type.Union([Type.String(), Type.Null()]) }) } as const
const deleteThere = operation('deleteThere', { method: 'POST', path, summary: 'Announces a deletion', access: 'anyone', reply })
const deleteSong = operation('passOn', { method: 'POST', path, summary: 'Asks the next service', access: 'anyone', reply })
const breakDown = operation('breakDown', { method: 'POST', path: '/v1/break', summary: 'Fails', access: 'anyone', reply })

const deletion = (): EventData<'song.deleted'> => ({ song_id: randomUUIDv7(), path: 'artists/a/' })

/** A door, a service behind it, and one that hears of what it did. */
async function startThree() {
  await using opening = new AsyncDisposableStack()
  const onError = () => {}
  const [own, shared] = [opening.use(await testDatabase()), opening.use(await testDatabase())]
  const db = openDatabase<MessagingTables>(own.url, { onError })
  opening.defer(() => db.destroy())
  await migrate(db, { '0001-messaging': messagingMigration })
  const bus = opening.use(await openEventBus(shared.url, { topology }))
  const heard: (string | undefined)[] = []
  const failures = { left: 1 }

  const behind = createServer({ service: 'behind', logLevel: 'silent' })
  handle(behind, deleteThere, async () => {
    const data = deletion()
    await db.transaction().execute((tx) => emit(tx, 'song.deleted', { aggregate_id: data.song_id, aggregate_version: 1, data }))
    return { traceparent: traceparent() ?? null }
  })
  handle(behind, breakDown, async () => {
    throw new Error('broken')
  })
  const { url } = opening.use(await serve(behind, { dependencies: [], stack: new AsyncDisposableStack(), host: '127.0.0.1', port: 0 }))

  const door = createServer({ service: 'door', logLevel: 'silent' })
  handle(door, deleteSong, async () => {
    const parent = traceparent()
    const answer = await fetch(url + path, { method: 'POST', headers: parent === undefined ? {} : { traceparent: parent } })
    return (await answer.json()) as { traceparent: string | null }
  })
  const { url: doorUrl } = opening.use(await serve(door, { dependencies: [], stack: new AsyncDisposableStack(), host: '127.0.0.1', port: 0 }))

  const reactions = {
    'song.uploaded': async () => {},
    'song.deleted': async () => {
      if (failures.left-- > 0) throw new Error('not yet')
      heard.push(traceparent())
    },
  }
  opening.use(await react(bus, db, 'transcoder', reactions, { onError }))
  opening.use(startRelay(db, bus, { onError }))
  const stack = opening.move()
  return { url: doorUrl, behind: url, heard, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

/** A span ends after what it spans was seen from outside: with the services all have ended, and the tracing hands them over. */
async function allTold(services: AsyncDisposable, tracing: AsyncDisposable): Promise<void> {
  await services[Symbol.asyncDispose]()
  await tracing[Symbol.asyncDispose]()
}

test('a trace goes on from the caller over HTTP and over the bus, each step under the one that caused it', async () => {
  await using collector = await startCollector()
  await using tracing = await startTracing({ url: collector.url, ratio: 1, release: '1.2.3' })
  await using it = await startThree()
  const traceId = '0af7651916cd43dd8448eb211c80319c'
  const given = { traceparent: `00-${traceId}-b7ad6b7169203331-01`, 'content-type': 'application/json' }
  expect((await fetch(it.url + path, { method: 'POST', headers: given, body: '' })).status).toBe(202)
  await vi.waitFor(() => expect(it.heard).toHaveLength(1), { timeout: 10_000 })
  await allTold(it, tracing)

  const named = (name: string) => collector.spans.filter((span) => span.name === name)
  const [door] = named('passOn')
  const [behind] = named('deleteThere')
  const [failed, heard] = named('song.deleted')
  expect(door).toMatchObject({ service: 'door', traceId, parentSpanId: 'b7ad6b7169203331', attributes: { 'http.response.status_code': '202', 'http.route': path } })
  expect(behind).toMatchObject({ service: 'behind', traceId, parentSpanId: door?.spanId })
  expect(failed).toMatchObject({ service: 'transcoder', traceId, parentSpanId: behind?.spanId, failed: true })
  expect(heard).toMatchObject({ service: 'transcoder', traceId, parentSpanId: behind?.spanId, failed: false })
  expect(it.heard).toEqual([`00-${traceId}-${heard?.spanId}-01`])
})

test('a fault shows in its span', async () => {
  await using collector = await startCollector()
  await using tracing = await startTracing({ url: collector.url, ratio: 1, release: '1.2.3' })
  await using it = await startThree()
  expect((await fetch(`${it.behind}/v1/break`, { method: 'POST' })).status).toBe(500)
  await allTold(it, tracing)
  expect(collector.spans).toMatchObject([{ name: 'breakDown', failed: true, attributes: { 'http.response.status_code': '500' } }])
})

test('a share of traces is kept whole, whatever a caller asks for', async () => {
  await using collector = await startCollector()
  await using tracing = await startTracing({ url: collector.url, ratio: 0.5, release: '1.2.3' })
  await using it = await startThree()
  const ids = Array.from({ length: 40 }, () => randomUUIDv7().replaceAll('-', '').split('').toReversed().join(''))
  for (const id of ids) await fetch(it.url + path, { method: 'POST', headers: { traceparent: `00-${id}-b7ad6b7169203331-01` } })
  await vi.waitFor(() => expect(it.heard).toHaveLength(40), { timeout: 10_000 })
  await allTold(it, tracing)
  const kept = Map.groupBy(collector.spans, ({ traceId }) => traceId)
  expect(kept.size).toBeGreaterThan(4)
  expect(kept.size).toBeLessThan(36)
  for (const spans of kept.values()) expect(spans.map(({ name }) => name)).toEqual(expect.arrayContaining(['passOn', 'deleteThere', 'song.deleted']))
})

test('a collector that is out of reach costs spans, not requests', async () => {
  await using _tracing = await startTracing({ url: 'http://127.0.0.1:9', ratio: 1, release: '1.2.3' })
  await using it = await startThree()
  expect((await fetch(it.url + path, { method: 'POST' })).status).toBe(202)
  await vi.waitFor(() => expect(it.heard).toHaveLength(1), { timeout: 10_000 })
})

test('without a collector nothing is traced, and events carry nothing of it', async () => {
  await using it = await startThree()
  const answer = await fetch(it.url + path, { method: 'POST', headers: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' } })
  expect(await answer.json()).toEqual({ traceparent: null })
  await vi.waitFor(() => expect(it.heard).toEqual([undefined]), { timeout: 10_000 })
})
