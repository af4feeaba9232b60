import { randomUUID } from 'node:crypto'
import { createPlaylist, operationsByService, type Operation } from '@segue/contracts'
import { beforeAll, describe, expect, test } from 'vitest'
import { ask } from '../src/ask.ts'
import { bodyOf, exampleOf, pathOf } from '../src/example-calls.ts'
import { newListener } from '../src/people.ts'
import { openWorld, type World } from '../src/world.ts'

const operations: readonly Operation[] = Object.values(operationsByService).flat()

let world: World
beforeAll(async () => {
  world = await openWorld()
})

describe('a write with an idempotency key happens once', () => {
  const writes = operations.filter(({ method, path }) => method !== 'GET' && !path.startsWith('/v1/auth/'))

  test.each(writes.map((operation) => [operation.id, operation] as const))('%s', async (id, operation) => {
    const { call, path, token: usual } = await exampleOf(operation, world)
    // Becoming an artist is done once in a life.
    const token = id === 'createArtist' ? (await newListener()).token : usual
    const key = randomUUID()
    const send = (to: string, body: unknown) =>
      ask(operation.method, to, { token, headers: { 'idempotency-key': key }, ...(body === undefined ? {} : { body }) })
    const first = await send(path, call.body)
    if (call.gets !== undefined && id !== 'createArtist') return expect(first.status).toBe(call.gets)
    expect(first.status, first.text).toBeLessThan(300)
    const again = await send(path, call.body)
    expect(again.status).toBe(first.status)
    expect(withoutUrls(again.body)).toEqual(withoutUrls(first.body))

    if (call.other !== undefined) {
      const other = await send(call.other.params === undefined ? path : pathOf(operation, call.other), call.other.body)
      expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused'])
    }
    const at_once = await Promise.all(
      [1, 2, 3].map(() => ask(operation.method, path, { token, headers: { 'idempotency-key': key }, ...bodyOf(call) })),
    )
    for (const { status, body } of at_once)
      expect(status === first.status || body.code === 'idempotency_key_in_flight', `${status} ${body.code}`).toBe(true)
  })

  test('whatever the number of senders, one playlist is made', async () => {
    const { client, token } = await newListener()
    const key = randomUUID()
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        ask('POST', '/v1/playlists', { token, headers: { 'idempotency-key': key }, body: { name: 'Just the one' } }),
      ),
    )
    for (const { status, body } of answers)
      expect(status === 201 || body.code === 'idempotency_key_in_flight', `${status} ${body.code}`).toBe(true)
    const made = new Set(answers.filter(({ status }) => status === 201).map(({ body }) => body['id']))
    expect(made.size).toBe(1)
    expect((await ask('GET', '/v1/users/me/playlists', { token })).body['items']).toHaveLength(1)
    const { id } = await client.call(createPlaylist, { body: { name: 'Just the one' }, idempotency_key: key })
    expect(made).toContain(id)
  })

  test('the same key of another person is another key', async () => {
    const key = randomUUID()
    const [one, two] = await Promise.all([newListener(), newListener()])
    const first = await one.client.call(createPlaylist, { body: { name: 'Hers' }, idempotency_key: key })
    const second = await two.client.call(createPlaylist, { body: { name: 'His' }, idempotency_key: key })
    expect(second.id).not.toBe(first.id)
    expect(second.name).toBe('His')
  })

  test('a key is 1 to 255 visible characters', async () => {
    for (const key of ['', 'x'.repeat(256), 'with space']) {
      expect(
        (await ask('POST', '/v1/playlists', { token: world.owner.token, headers: { 'idempotency-key': key }, body: { name: 'a' } })).status,
        key,
      ).toBe(400)
    }
  })
})

/** Signed addresses are made anew each time. */
const withoutUrls = (body: unknown): unknown =>
  JSON.parse(
    JSON.stringify(body, (name, value: unknown) => (name === 'url' || name === 'expires_at' || name === 'request_id' ? undefined : value)),
  )
