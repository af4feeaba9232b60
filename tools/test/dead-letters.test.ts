import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Envelope } from '@segue/contracts'
import { scratchFolder, testDatabase } from '@segue/database/testing'
import { openEventBus } from '@segue/event-bus'
import { startRabbitMq } from '@segue/native'
import { runDeadLetters } from '../src/dead-letters/run-dead-letters.ts'

const topology = { search: ['song.published'], playlist: ['song.published'] }
const patience = { timeout: 20_000, interval: 20 }
const isNative = process.env['SEGUE_PARTS'] === 'native'

const song = (): Envelope => ({
  id: randomUUID(), type: 'song.published', aggregate_id: randomUUID(), aggregate_version: 1, occurred_at: new Date().toISOString(), data: {},
})

async function run(busUrl: string | undefined, ...args: string[]) {
  const said = { out: '', err: '' }
  const code = await runDeadLetters(args, { busUrl, topology, out: (text) => (said.out += text), err: (text) => (said.err += text) })
  return { code, ...said }
}

interface Place extends AsyncDisposable {
  readonly url: string
}

async function postgres(): Promise<Place> {
  const database = await testDatabase()
  return { url: database.url, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() }
}

async function rabbitmq(): Promise<Place> {
  const folder = scratchFolder()
  const broker = await startRabbitMq({ folder: join(folder, 'rabbitmq') })
  return {
    url: broker.url,
    async [Symbol.asyncDispose]() {
      await broker[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

for (const { name, start, isHere } of [
  { name: 'postgres', start: postgres, isHere: true },
  { name: 'rabbitmq (needs RabbitMQ: npm run test:stack)', start: rabbitmq, isHere: isNative },
]) {
  describe.skipIf(!isHere)(`dead letters over ${name}`, () => {
    let place: Place
    beforeAll(async () => {
      place = await start()
    })
    afterAll(() => place[Symbol.asyncDispose]())

    test('they are counted, listed, shown and replayed', async () => {
      await using bus = await openEventBus(place.url, { topology, delivery_limit: 0 })
      const [one, two] = [song(), song()]
      const dying = await bus.consume('search', () => Promise.reject(new TypeError('no title\nat all')))
      await bus.publish([one, two])
      await vi.waitFor(async () => expect(await bus.backlog('search')).toMatchObject({ waiting: 0, dead: 2 }), patience)
      await dying[Symbol.asyncDispose]()

      const counted = await run(place.url, 'list')
      expect(counted).toMatchObject({ code: 0, err: '' })
      expect(counted.out).toMatch(/^consumer +waiting +dead\nsearch +0 +2\nplaylist +2 +0$/)

      const listed = await run(place.url, 'list', 'search')
      expect(listed.code).toBe(0)
      expect(listed.out).toMatch(/^died at .*\n20.* song\.published +.* 1 +TypeError: no title at all\n/)
      expect(listed.out).toContain(one.id)
      expect((await run(place.url, 'list', 'search', '--limit', '1')).out).toMatch(/… and 1 more$/)

      const shown = await run(undefined, 'show', 'search', two.id, '--bus', place.url)
      expect(JSON.parse(shown.out)).toMatchObject([{ event: two, reason: 'TypeError: no title\nat all', attempts: 1 }])
      expect(await run(place.url, 'show', 'search', 'x')).toEqual({ code: 1, out: '', err: 'search has no dead letter x' })

      expect(await run(place.url, 'replay', 'search')).toMatchObject({ code: 0, out: expect.stringMatching(/^2 events are back in the queue/) })
      const seen: string[] = []
      await using _search = await bus.consume('search', async ({ id }) => void seen.push(id))
      await vi.waitFor(() => expect(seen.toSorted()).toEqual([one.id, two.id].toSorted()), patience)
      expect(await run(place.url, 'list', 'search')).toMatchObject({ code: 0, out: 'search has no dead letters.' })
      expect(await run(place.url, 'replay', 'search')).toMatchObject({ code: 0, out: 'search has no dead letters.' })
    })

    test('a consumer that nobody knows is an error that names the known ones', async () => {
      expect(await run(place.url, 'replay', 'serch')).toEqual({ code: 2, out: '', err: 'There is no consumer "serch", only search, playlist' })
    })
  })
}

test('what it does not understand ends with 2 and how to say it, what it can not do with 1', async () => {
  expect(await run('postgres://127.0.0.1:1/bus', 'bury', 'search')).toMatchObject({ code: 2, err: expect.stringContaining('Usage:') })
  expect(await run('postgres://127.0.0.1:1/bus', 'list', '--force')).toMatchObject({ code: 2, err: expect.stringContaining('--force') })
  expect(await run('postgres://127.0.0.1:1/bus', 'show')).toMatchObject({ code: 2, err: 'Say whose: search, playlist' })
  expect(await run('postgres://127.0.0.1:1/bus', 'list', 'search', '--limit', 'all')).toMatchObject({ code: 2 })
  expect(await run(undefined, 'list')).toMatchObject({ code: 2, err: expect.stringContaining('SEGUE_BUS_URL') })
  expect(await run('amqp://127.0.0.1:1/bus', 'list')).toMatchObject({ code: 1, err: expect.stringContaining('ECONNREFUSED') })
})
