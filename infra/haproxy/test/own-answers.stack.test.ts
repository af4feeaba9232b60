import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openSilentDoors, type Door, type SilentDoors } from './silent-doors.ts'

const doors: readonly Door[] = ['public', 'media']
const kindBehind = { public: 'gateway', media: 'edge' } as const
const problem = (status: number, code: string) => ({ type: `/docs/errors#${code}`, status, code, request_id: expect.stringMatching(/^[\da-f-]{36}$/) })

let silent: SilentDoors

beforeAll(async () => {
  silent = await openSilentDoors()
})
afterAll(() => silent[Symbol.asyncDispose]())

const open = (door: Door) => connect(silent.portOf[door], '127.0.0.1')

/** What a connection says until it ends. */
async function answerOf(socket: ReturnType<typeof open>): Promise<{ status: number; headers: Headers; body: string }> {
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n')
  const [statusLine = '', ...lines] = head.split('\r\n')
  const headers = new Headers(lines.map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]))
  return { status: Number(statusLine.split(' ')[1]), headers, body }
}

test.for(doors)('a body that stops to be HTTP is a problem at the %s door: malformed, with an id', async (door) => {
  const socket = open(door)
  const arrived = once(silent.arrivals, 'request')
  socket.write('POST /v1/songs?dry=run HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n')
  await arrived
  socket.write('this is no chunk\r\n')
  const { status, headers, body } = await answerOf(socket)
  expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([400, 'application/problem+json', 'no-store'])
  expect(JSON.parse(body)).toEqual({
    ...problem(400, 'invalid_request'), title: 'Bad Request', detail: 'The request is malformed', instance: '/v1/songs',
  })
})

test.for(doors)('what is no HTTP at all is refused at the %s door, and its connection closed', async (door) => {
  const socket = open(door)
  socket.write('a song, please\r\n\r\n')
  const { status, headers } = await answerOf(socket)
  expect([status, headers.get('connection')]).toEqual([400, 'close'])
})

test.for(doors)('who goes away before an answer, and a place where nobody is, are problems at the %s door', async (door) => {
  const url = `http://127.0.0.1:${silent.portOf[door]}/gone`
  const ask = async () => {
    const answer = await fetch(url, { method: 'POST' })
    expect([answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual(['application/problem+json', 'no-store'])
    expect(answer.headers.get('retry-after')).toBe('2')
    return await answer.json()
  }
  expect(await ask()).toMatchObject({ ...problem(502, 'unavailable'), instance: '/gone' })
  const set = (state: 'drain' | 'ready') => Promise.all([0, 1].map((place) => silent.haproxy.setState(kindBehind[door], place, state)))
  await set('drain')
  try {
    await vi.waitFor(async () => expect(await ask()).toMatchObject({ ...problem(503, 'unavailable'), instance: '/gone' }), { timeout: 20_000 })
  } finally {
    await set('ready')
  }
})
