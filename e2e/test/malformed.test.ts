import { randomUUID } from 'node:crypto'
import { operationsByService, type Operation } from '@segue/contracts'
import { beforeAll, describe, expect, test } from 'vitest'
import { ask } from '../src/ask.ts'
import { bodyOf, exampleOf, pathOf } from '../src/example-calls.ts'
import { publicUrl } from '../src/people.ts'
import { rawRequest } from '../src/raw-request.ts'
import { openWorld, type World } from '../src/world.ts'

const operations: readonly Operation[] = Object.values(operationsByService).flat()
const withBody = operations.filter(({ body, body_kind }) => body !== null && body_kind === 'json')

let world: World
beforeAll(async () => {
  world = await openWorld()
})

describe('what is malformed is 400, with the place that is wrong', () => {
  test.each(withBody.map((operation) => [operation.id, operation] as const))(
    '%s takes no malformed or foreign body',
    async (id, operation) => {
      const { path, token } = await exampleOf(operation, world)
      for (const body of [
        '{',
        '{"a":1,}',
        '\u0000',
        '{"__proto__":{"admin":true}}',
        '"text"',
        '[1]',
        '7',
        'null',
        '{"surely_nobody_knows_this":1}',
      ]) {
        const answer = await ask(operation.method, path, { token, body })
        expect([answer.status, answer.body.code], `${id} ${body}`).toEqual([400, 'invalid_request'])
        expect(answer.text).not.toMatch(/node_modules|at \w+ \(|select |insert into/i)
      }
    },
  )

  test.each(
    operations.filter(({ params }) => Object.keys(params.properties).length > 0).map((operation) => [operation.id, operation] as const),
  )('%s takes no id that is none', async (_, operation) => {
    const { call, token } = await exampleOf(operation, world)
    for (const wrong of ['42', 'null', '%00', `${randomUUID()}0`, "1'or'1'='1", 'x'.repeat(190)]) {
      const path = operation.path.replace(/:\w+/g, encodeURI(wrong).replaceAll('%2500', '%00'))
      const answer = await ask(operation.method, path, { token, ...bodyOf(call) })
      expect([answer.status, answer.body.code], path).toEqual([400, 'invalid_request'])
      expect(answer.body.errors?.[0]?.path).toMatch(/^\/\w+_id$/)
    }
  })

  test.each(operations.filter(({ query }) => 'limit' in query.properties).map((operation) => [operation.id, operation] as const))(
    '%s takes no page out of range and no forged cursor',
    async (_, operation) => {
      const { call, token } = await exampleOf(operation, world)
      const most =
        operation.query.properties['limit'] && 'maximum' in operation.query.properties['limit']
          ? Number(operation.query.properties['limit'].maximum)
          : 100
      const bad = [
        'limit=0',
        'limit=-1',
        `limit=${most + 1}`,
        'limit=1.5',
        'limit=ten',
        'limit=',
        'limit=1&limit=2',
        'limit=99999999999999999999',
      ]
      if ('offset' in operation.query.properties) bad.push('offset=-1', 'offset=10000&limit=1', 'offset=9990&limit=11', 'offset=x')
      for (const query of bad) {
        const answer = await ask('GET', pathOf(operation, { ...call, query: `${call.query ?? ''}&${query}` }), { token })
        expect([answer.status, answer.body.code], query).toEqual([400, 'invalid_request'])
      }
      if ('offset' in operation.query.properties) {
        expect(
          (await ask('GET', pathOf(operation, { ...call, query: `${call.query ?? ''}&offset=9990&limit=10` }), { token })).status,
        ).toBe(200)
      }
      if (!('cursor' in operation.query.properties)) return
      for (const cursor of [
        'x',
        'AAAA',
        Buffer.from('["2026-01-01T00:00:00.000Z"]').toString('base64url'),
        '%00',
        "';drop table users;--",
      ]) {
        const answer = await ask('GET', pathOf(operation, { ...call, query: `cursor=${encodeURIComponent(cursor)}` }), { token })
        expect([answer.status, answer.body.code], cursor).toEqual([400, 'invalid_cursor'])
      }
    },
  )

  test('a value that no enumeration knows', async () => {
    const bad = [
      '/v1/songs/trending?window=year',
      '/v1/songs/trending?region=portugal',
      '/v1/search?q=a&type=film',
      '/v1/search?q=a&type=',
      '/v1/search?q=',
      '/v1/search?q=%20%20',
      '/v1/search',
      '/v1/search?q=a%00b',
      `/v1/songs/${world.song.id}?cookies=yes`,
      '/v1/artists/me/songs?status=lost',
    ]
    for (const path of bad) expect((await ask('GET', path, { token: world.owner.token })).status, path).toBe(400)
    expect(
      (await ask('POST', '/v1/playlists', { token: world.owner.token, body: { name: 'a', visibility: 'secret' } })).body,
    ).toMatchObject({ status: 400, errors: [{ path: '/visibility' }] })
  })

  test('a time that no calendar has, or no clock can write', async () => {
    const { token } = world.owner
    const bad = [
      '2026-02-30T00:00:00Z',
      '2026-13-01T00:00:00Z',
      '2026-01-01T24:01:00Z',
      '2026-01-01',
      '2026-01-01T00:00:00',
      'tomorrow',
      '0000-01-01T00:00:00Z',
      '9999-12-31T23:59:59-23:59',
      '+012026-01-01T00:00:00Z',
    ]
    for (const release_at of bad) {
      const { status, body } = await ask('PATCH', `/v1/songs/${world.song.id}`, { token, body: { release_at } })
      expect([status, body.errors?.[0]?.path], release_at).toEqual([400, '/release_at'])
    }
  })

  test('a query that is not UTF-8 is no fault of ours', async () => {
    for (const query of ['q=%ff', 'q=%ed%a0%80', 'q=%', 'q=a%zz', 'q=/../..', 'q=a&x=%'])
      expect((await ask('GET', `/v1/search?${query}`)).status, query).toBeLessThan(500)
    expect((await ask('GET', '/v1/users/me?x=%', { token: world.owner.token })).status).toBe(200)
    expect((await ask('GET', '/v1/search?q=/../..')).body['query']).toBe('/../..')
    expect((await ask('GET', '/v1/songs/%ff')).status).toBe(400)
  })

  test('a number is no text and a text no number', async () => {
    const { token } = world.owner
    for (const body of [
      { name: 7 },
      { name: true },
      { name: ['a'] },
      { name: null },
      { name: 'a', collaborative: 'true' },
      { name: 'a', collaborative: 1 },
    ]) {
      expect((await ask('POST', '/v1/playlists', { token, body })).status, JSON.stringify(body)).toBe(400)
    }
    const { id } = await world.playlist('private')
    for (const position of ['0', 1.5, -1, null])
      expect((await ask('PUT', `/v1/playlists/${id}/songs`, { token, body: { song_ids: [world.song.id], position } })).status).toBe(400)
  })
})

describe('bodies', () => {
  const json = (bytes: number) => Buffer.from(JSON.stringify({ name: 'x'.repeat(bytes) }))
  const headers = () => ({ authorization: `Bearer ${world.owner.token}`, 'content-type': 'application/json' })

  test('of more than 1 MiB are 413, declared or not', async () => {
    const body = json(2_000_000)
    const declared = await rawRequest(publicUrl(), {
      method: 'POST',
      target: '/v1/playlists',
      headers: { ...headers(), 'content-length': String(body.length) },
      body,
    })
    expect([declared.status, JSON.parse(String(declared.body)).code]).toEqual([413, 'payload_too_large'])
    async function* inPieces() {
      for (let at = 0; at < body.length; at += 65_536) yield body.subarray(at, at + 65_536)
    }
    const chunked = await rawRequest(publicUrl(), { method: 'POST', target: '/v1/playlists', headers: headers(), body: inPieces() })
    expect([chunked.status, JSON.parse(String(chunked.body)).code]).toEqual([413, 'payload_too_large'])
    expect(
      (await ask('POST', '/v1/playlists', { token: world.owner.token, body: { name: 'x'.repeat(900_000) } })).status,
      'below that, the field is too long',
    ).toBe(400)
  })

  test('of another media type are 415', async () => {
    for (const type of [
      'text/plain',
      'application/xml',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'text/json',
    ]) {
      const answer = await ask('POST', '/v1/playlists', {
        token: world.owner.token,
        headers: { 'content-type': type },
        body: '{"name":"a"}',
      })
      expect([answer.status, answer.body.code], type).toEqual([415, 'unsupported_media_type'])
    }
    expect(
      (await ask('POST', '/v1/songs', { token: world.owner.token, headers: { 'content-type': 'text/plain' }, body: 'a song' })).status,
    ).toBe(415)
    expect(
      (
        await ask('POST', '/v1/playlists', {
          token: world.owner.token,
          headers: { 'content-type': 'application/json; charset=utf-8' },
          body: '{"name":"a"}',
        })
      ).status,
    ).toBe(201)
  })
})
