import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { topology } from '@segue/contracts'
import { testDatabase } from '@segue/database/testing'
import { openEventBus } from '@segue/event-bus'
import { expect, inject, test, vi } from 'vitest'
import { config, startSearch } from '../src/index.ts'
import { announced, song } from './events.ts'

/** A way to the run's OpenSearch that can be made to hang. */
async function throughGate() {
  const target = new URL(inject('opensearchUrl'))
  const sockets = new Set<Socket>()
  let isShut = false
  const server = createServer((inner) => {
    const outer = connect(Number(target.port), target.hostname)
    for (const socket of [inner, outer]) {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    }
    inner.on('data', (data) => isShut || outer.write(data)).on('close', () => outer.destroy())
    outer.on('data', (data) => isShut || inner.write(data)).on('close', () => inner.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    shut: () => void (isShut = true),
    open() {
      isShut = false
      for (const socket of sockets) socket.destroy()
    },
    [Symbol.dispose]() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

test('while the index hangs searches get 503 at once and events wait, and both go on by themselves', async () => {
  await using stack = new AsyncDisposableStack()
  const gate = stack.use(await throughGate())
  const [database, busDatabase] = [stack.use(await testDatabase()), stack.use(await testDatabase())]
  const service = stack.use(await startSearch(config.load({
    SEARCH_PORT: '0',
    SEARCH_DATABASE_URL: database.url,
    SEARCH_INDEX_URL: `${gate.url}/test_${randomBytes(8).toString('hex')}`,
    SEGUE_BUS_URL: busDatabase.url,
    SEGUE_LOG_LEVEL: 'silent',
  })))
  const bus = stack.use(await openEventBus(busDatabase.url, { topology }))
  let asked = 0
  // Answers are kept for two seconds: no two of these are the same.
  const ask = () => fetch(`${service.url}/v1/search?${new URLSearchParams({ q: 'patient', type: 'song', offset: String(asked++) })}`)
  await vi.waitFor(async () => expect((await ask()).status).toBe(200), { timeout: 30_000 })

  gate.shut()
  const began = performance.now()
  const refused = await ask()
  expect(performance.now() - began).toBeLessThan(3_000)
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2'])
  expect(await refused.json()).toMatchObject({ code: 'unavailable' })
  const id = randomUUIDv7()
  await bus.publish([announced('song.published', id, 1, song(id, 'Patient Lantern', []))])

  gate.open()
  asked = 0
  await vi.waitFor(async () => {
    asked = 0
    expect(await (await ask()).json()).toMatchObject({ results: { songs: { total: 1 } } })
  }, { timeout: 60_000, interval: 500 })
}, 120_000)
