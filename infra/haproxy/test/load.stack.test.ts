import { fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { createSong, getSong } from '@segue/contracts'
import { balanced } from '@segue/native'
import { newArtist, newListener, publishSong, songWav } from '@segue/tools/visitors'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { grantOf } from '../../../tools/chaos/grant-of.ts'
import { keepAsking } from '../../../tools/chaos/keep-asking.ts'
import { openStack, type OpenedStack } from '../../../tools/chaos/open-stack.ts'
import { worksOf } from '../../../tools/chaos/scenarios/rolling-restart.ts'

type Kind = (typeof balanced)[number]
type Work = () => Promise<unknown>

/** Low, so that a test fills them and what else it does is far below. */
const limits = { GATEWAY_AGENT_REQUESTS: '60', PLAYBACK_AUTH_AGENT_GRANTS_PER_S: '60', EDGE_AGENT_STREAMS: '60' }
const patiently = { timeout: 60_000, interval: 500 }
const at_once = 40

let opened: OpenedStack
/** What the processes of a kind answer, through the doors. */
let throughDoors: Readonly<Record<Kind, Work>>
/** Fills one process by its own measure until disposed of. */
let fillOf: Readonly<Record<Kind, (url: string) => AsyncDisposable>>
let works: readonly ((mark: number) => Promise<unknown>)[]

beforeAll(async () => {
  opened = await openStack(undefined, limits)
  const { stack } = opened
  const { publicUrl } = stack
  const artist = await newArtist(publicUrl)
  const { id: song_id } = await publishSong(artist, 'Fair Shares', songWav(4))
  const file = { name: 'soon.wav', size: 4, content_type: 'audio/wav', checksum_sha256: createHash('sha256').update('soon').digest('base64') }
  const awaiting = await artist.client.call(createSong, { body: { title: 'Soon', genre: 'test', file } })
  const listener = await newListener(publicUrl)
  const { urls, cookie } = await grantOf(listener, song_id)
  const segment = new URL(urls.at(-1) ?? '')
  const authorization = (token: string) => ({ authorization: `Bearer ${token}` })
  const song = () => listener.client.call(getSong, { params: { song_id } })
  throughDoors = { gateway: song, 'playback-auth': song, edge: () => read(segment, { cookie }) }
  fillOf = {
    gateway: (url) => eventStreams(70, `${url}/v1/songs/${awaiting.song.id}/events`, authorization(artist.token)),
    'playback-auth': (url) => often(8, () => read(new URL(`/v1/songs/${song_id}`, url), authorization(listener.token))),
    // A listener is a grant and an address.
    edge: (url) => often(400, (mark) => read(new URL(segment.pathname, url), { cookie, 'x-forwarded-for': `10.0.0.${mark % 80}` })),
  }
  // What passes through one of the three; an index that is slow on a busy machine is none of theirs.
  const { song: getsSong, me, media } = await worksOf(stack)
  works = [getsSong, me, media].flatMap((work) => work ?? [])
}, 400_000)
afterAll(() => opened?.[Symbol.asyncDispose](), 60_000)

async function read(url: URL, headers: Record<string, string>): Promise<void> {
  const answer = await fetch(url, { headers })
  await answer.arrayBuffer()
  if (!answer.ok) throw new Error(`${url.pathname}: ${answer.status}`)
}

function often(pause_ms: number, work: (mark: number) => Promise<unknown>): AsyncDisposable {
  const asking = keepAsking(work, { loops: pause_ms < 100 ? 8 : 4, pause_ms })
  return { [Symbol.asyncDispose]: async () => void (await asking.stop()) }
}

function eventStreams(count: number, url: string, headers: Record<string, string>): AsyncDisposable {
  const ending = new AbortController()
  const open = Array.from({ length: count }, () => fetch(url, { headers, signal: ending.signal }).catch(() => null))
  return {
    async [Symbol.asyncDispose]() {
      ending.abort()
      await Promise.all(open)
    },
  }
}

/** Takes the whole CPU of a process, by a path that leads no further. */
function burn(url: string): AsyncDisposable {
  const child = fork(join(import.meta.dirname, 'keep-busy.ts'), [new URL(url).port], { execArgv: [] })
  const ended = once(child, 'exit')
  return {
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

const both = async (kind: Kind, figure: string): Promise<[number, number]> => {
  const [one = {}, two = {}] = await Promise.all([0, 1].map((place) => opened.stack.haproxy.statsOf(kind, place)))
  return [Number(one[figure]), Number(two[figure])]
}

/** The first process's part of what HAProxy hands to a kind, when many ask at once. */
async function shareOfFirst(kind: Kind): Promise<number> {
  const before = await both(kind, 'stot')
  for (let round = 0; round < 4; round++) await Promise.all(Array.from({ length: at_once }, throughDoors[kind]))
  const after = await both(kind, 'stot')
  const [one, two] = [after[0] - before[0], after[1] - before[1]]
  return one / (one + two)
}

async function isSpared(kind: Kind): Promise<void> {
  const [full, free] = await both(kind, 'weight')
  expect(full).toBeLessThan(free / 2)
  expect(await shareOfFirst(kind)).toBeLessThan(0.33)
}

async function hasItsShare(kind: Kind): Promise<void> {
  const [one, two] = await both(kind, 'weight')
  expect(one).toBeGreaterThan(two * 0.7)
  expect(await shareOfFirst(kind)).toBeGreaterThan(0.35)
}

const cases = balanced.flatMap((kind) => [
  { kind, what: 'CPU', fill: burn },
  { kind, what: { gateway: 'open requests', 'playback-auth': 'grants', edge: 'listeners' }[kind], fill: (url: string) => fillOf[kind](url) },
])

test.for(cases)('the first $kind, full by its $what, gets less than the second, and its share again when it is free', { timeout: 240_000 }, async ({ kind, fill }) => {
  await vi.waitFor(() => hasItsShare(kind), patiently)
  {
    await using _full = fill(opened.stack.fleet.member(kind, 0).url)
    await vi.waitFor(() => isSpared(kind), patiently)
  }
  // The edge counts who listened for half a minute.
  await vi.waitFor(() => hasItsShare(kind), { ...patiently, timeout: 90_000 })
})

test.for(balanced)('each %s that is told to end drains by itself, ends and comes back without a failed request', { timeout: 240_000 }, async (kind) => {
  const { haproxy, fleet } = opened.stack
  const asking = keepAsking(async (mark) => works[mark % works.length]?.(mark), { loops: 8, pause_ms: 10 })
  for (const place of [0, 1]) {
    const restarted = fleet.member(kind, place).restart()
    await vi.waitFor(async () => expect((await haproxy.statsOf(kind, place))['status']).toMatch(/^DRAIN/), { ...patiently, interval: 50 })
    await restarted
    await vi.waitFor(async () => expect((await haproxy.statsOf(kind, place))['status']).toBe('UP'), patiently)
  }
  const { failures, results } = await asking.stop()
  expect(failures).toEqual([])
  expect(results.length).toBeGreaterThan(100)
})
