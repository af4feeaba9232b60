import { createClient } from '@segue/api-client'
import type { PlaybackEvent } from '@segue/contracts'
import { beforeEach, expect, test, vi } from 'vitest'
import { createPlayReporter } from '../src/player/play-reporter.ts'
import { apiServer, problem, type Asked, type Given } from './api-server.ts'
import { stubStorage } from './browser-storage.ts'

const song_id = '01a20c5e-917d-7c49-abe7-0ab93f7b357f'
const accepted = ({ body }: Asked): Given => ({ status: 202, body: { accepted: Array.isArray(body) ? body.length : 0 } })
const eventsIn = (asked: readonly Asked[]) => asked.flatMap(({ body }) => body as PlaybackEvent[])

beforeEach(() => {
  stubStorage()
  return () => vi.unstubAllGlobals()
})

function reporterAt(url: string, listener: () => string | null = () => 'lena') {
  const line = new EventTarget()
  return { line, ...createPlayReporter(createClient({ url }), listener, line) }
}

test('what was heard is sent in one batch, in its order', async () => {
  await using api = await apiServer(accepted)
  const reporter = reporterAt(api.url)
  reporter.report('started', song_id, 0)
  reporter.report('progress', song_id, 10.0204)
  await reporter.flush()
  expect(api.asked).toHaveLength(1)
  expect(eventsIn(api.asked)).toMatchObject([
    { type: 'started', song_id, position_ms: 0 },
    { type: 'progress', song_id, position_ms: 10_020 },
  ])
})

test('what could not be sent is sent later, in the next visit too, with its own time and id', async () => {
  let isDown = true
  await using api = await apiServer((asked) => (isDown ? problem(503, 'unavailable') : accepted(asked)))
  const reporter = reporterAt(api.url)
  reporter.report('started', song_id, 0)
  await reporter.flush()
  const [tried] = eventsIn(api.asked)
  isDown = false
  await reporterAt(api.url).flush()
  expect(eventsIn(api.asked)).toEqual([tried, tried])
  await reporterAt(api.url).flush()
  expect(api.asked).toHaveLength(2)
})

test('when the line comes back it is sent without being asked', async () => {
  await using api = await apiServer(accepted)
  const reporter = reporterAt(api.url)
  reporter.report('completed', song_id, 60)
  reporter.line.dispatchEvent(new Event('online'))
  await vi.waitFor(() => expect(eventsIn(api.asked)).toHaveLength(1), { timeout: 10_000 })
})

test('what one listener heard is never sent as another', async () => {
  await using api = await apiServer(accepted)
  let listener: string | null = 'lena'
  const reporter = reporterAt(api.url, () => listener)
  reporter.report('started', song_id, 0)
  listener = null
  reporter.report('progress', song_id, 10)
  await reporter.flush()
  listener = 'petra'
  await reporter.flush()
  expect(api.asked).toEqual([])
  listener = 'lena'
  await reporter.flush()
  expect(eventsIn(api.asked)).toHaveLength(1)
})

test('what the server calls malformed is not sent for ever', async () => {
  await using api = await apiServer(() => problem(404, 'song_not_found'))
  const reporter = reporterAt(api.url)
  reporter.report('started', song_id, 0)
  await reporter.flush()
  await reporter.flush()
  expect(api.asked).toHaveLength(1)
})

test('many events go out in batches of a hundred, the latest 500 at most', async () => {
  await using api = await apiServer(accepted)
  const reporter = reporterAt(api.url)
  for (let second = 0; second < 520; second++) reporter.report('progress', song_id, second)
  await reporter.flush()
  expect(api.asked.map(({ body }) => (body as unknown[]).length)).toEqual([100, 100, 100, 100, 100, 1])
})
