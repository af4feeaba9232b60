import { EventEmitter, once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { freeRow, startHaproxy, type Haproxy } from '@segue/native'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

type Door = 'public' | 'media'
const doors: readonly Door[] = ['public', 'media']
const kindBehind = { public: 'gateway', media: 'edge' } as const
const problem = (status: number, code: string) => ({ type: `/docs/errors#${code}`, status, code, request_id: expect.stringMatching(/^[\da-f-]{36}$/) })

const stack = new AsyncDisposableStack()
const arrivals = new EventEmitter()
let haproxy: Haproxy
let portOf: Readonly<Record<Door, number>>

/** In place of every process behind: it is well, answers nothing, and goes away when asked for `/gone`. */
async function startSilent(): Promise<number> {
  const server = createServer((request, reply) => {
    if (request.url === '/health/live') reply.end()
    else if (request.url === '/gone') request.socket.destroy()
    else arrivals.emit('request')
  })
  stack.defer(() => {
    server.closeAllConnections()
    server.close()
  })
  const port = await freeRow(1)
  await once(server.listen(port, '127.0.0.1'), 'listening')
  return port
}

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'segue-haproxy-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const port = await startSilent()
  const first = await freeRow(11)
  const inner = { user: first + 5, catalog: first + 6, playlist: first + 7, search: first + 8, 'playback-auth': first + 9 }
  const ports = { door: first, doorTls: first + 1, media: first + 2, mediaTls: first + 3, internal: first + 4, ...inner }
  portOf = { public: ports.door, media: ports.media }
  haproxy = stack.use(await startHaproxy({
    folder,
    host: '127.0.0.1',
    publicUrl: `http://127.0.0.1:${ports.door}`,
    ports,
    objectStorePort: port,
    servers: () => [{ port, agentPort: first + 10 }, { port, agentPort: first + 10 }],
  }))
})
afterAll(() => stack.disposeAsync())

const open = (door: Door) => connect(portOf[door], '127.0.0.1')

/** What a connection says until it ends. */
async function answerOf(socket: ReturnType<typeof open>): Promise<{ status: number; headers: Headers; body: string }> {
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n')
  const [statusLine = '', ...lines] = head.split('\r\n')
  const headers = new Headers(lines.map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]))
  return { status: Number(statusLine.split(' ')[1]), headers, body }
}

test.for(doors)('a body that stops to be HTTP is a problem at the %s door: malformed, with an id', async (door) => {
  const socket = open(door)
  const arrived = once(arrivals, 'request')
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
  const url = `http://127.0.0.1:${portOf[door]}/gone`
  const ask = async () => {
    const answer = await fetch(url, { method: 'POST' })
    expect([answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual(['application/problem+json', 'no-store'])
    expect(answer.headers.get('retry-after')).toBe('2')
    return await answer.json()
  }
  expect(await ask()).toMatchObject({ ...problem(502, 'unavailable'), instance: '/gone' })
  const set = (state: 'drain' | 'ready') => Promise.all([0, 1].map((place) => haproxy.setState(kindBehind[door], place, state)))
  await set('drain')
  try {
    await vi.waitFor(async () => expect(await ask()).toMatchObject({ ...problem(503, 'unavailable'), instance: '/gone' }), { timeout: 20_000 })
  } finally {
    await set('ready')
  }
})
