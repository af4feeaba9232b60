import { createClient } from '@segue/api-client'
import { expect, test } from 'vitest'
import { createGrants } from '../src/player/grants.ts'
import { apiServer, problem, type Given } from './api-server.ts'

/** A grant of so many seconds, by a server whose clock may differ from ours. */
const granted = (life_s: number, skew_ms = 0): Given => {
  const now = Date.now() + skew_ms
  return { status: 200, body: { id: 'song', stream: { url: 'master', expires_at: new Date(now + life_s * 1000).toISOString() } }, headers: { date: new Date(now).toUTCString() } }
}

test('a song asked for ahead is asked for once', async () => {
  await using api = await apiServer(() => granted(900))
  const grants = createGrants(createClient({ url: api.url }))
  await Promise.all([grants.take('song'), grants.take('song')])
  await grants.take('song')
  expect(api.asked).toHaveLength(1)
  grants.clear()
  await grants.take('song')
  expect(api.asked).toHaveLength(2)
})

test('a grant is renewed after 70 % of its life, whatever this device takes for the time', async () => {
  await using api = await apiServer(() => granted(900, -3_600_000))
  const before = Date.now()
  const { renew_at, ends_at } = await createGrants(createClient({ url: api.url })).take('song')
  expect(renew_at - before).toBeGreaterThan(628_000)
  expect(renew_at - before).toBeLessThan(635_000)
  expect(ends_at - before).toBeGreaterThan(898_000)
})

test('a grant that has little left is not used for another press of play', async () => {
  await using api = await apiServer(() => granted(-5))
  const grants = createGrants(createClient({ url: api.url }))
  await grants.take('song')
  await grants.take('song')
  expect(api.asked).toHaveLength(3)
})

test('a failure is not remembered', async () => {
  let isDown = true
  await using api = await apiServer(() => (isDown ? problem(503, 'unavailable') : granted(900)))
  const grants = createGrants(createClient({ url: api.url }))
  await expect(grants.take('song')).rejects.toMatchObject({ code: 'unavailable' })
  isDown = false
  expect((await grants.take('song')).song.stream?.url).toBe('master')
})
