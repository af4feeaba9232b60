import { createServer } from '@segue/service'
import { expect, test } from 'vitest'
import { backgroundFaults, groupOf, reportFault } from './faults.ts'
import { metrics } from './metrics.ts'

const thrownAt = (file: string, message: string, line = 12) =>
  Object.assign(new TypeError(message), {
    stack: `TypeError: ${message}
    at readFile (node:fs:1:2)
    at query (/srv/node_modules/pg/lib/client.js:3:4)
    at async createSong (file:///srv/apps/catalog/src/routes/${file}:${line}:9)
    at async handler (file:///srv/libs/kit/service/src/handle.ts:60:9)`,
  })

function memoryLog() {
  const lines: Record<string, unknown>[] = []
  const keep = (level: string) => (fields: object, text: string) => void lines.push({ level, text, ...fields })
  return { lines, log: { error: keep('error'), warn: keep('warn') } as never }
}

test('errors of one cause are one group, whatever they say and wherever the line has moved', () => {
  const group = groupOf(thrownAt('create-song.ts', 'no song 1'))
  expect(group).toBe('TypeError at createSong (apps/catalog/src/routes/create-song.ts)')
  expect(groupOf(thrownAt('create-song.ts', 'no song 2', 40))).toBe(group)
  expect(groupOf(thrownAt('create-album.ts', 'no song 1'))).not.toBe(group)
  expect(groupOf(Object.assign(thrownAt('create-song.ts', 'duplicate key'), { code: '23505' }))).toContain('TypeError 23505 at')
})

test('whatever is thrown has a group', () => {
  expect(groupOf('text')).toBe('string')
  expect(groupOf(undefined)).toBe('undefined')
  expect(groupOf(Object.assign(new Error('bare'), { stack: undefined }))).toBe('Error')
})

test('the first of a group tells its stack, the others that they were', async () => {
  const { lines, log } = memoryLog()
  for (const id of ['a', 'b']) reportFault(log, thrownAt('twice.ts', `failed at ${id}`), { service: 'faulty', operation: 'twice', request_id: id, trace_id: 't1' })
  const group = 'TypeError at createSong (apps/catalog/src/routes/twice.ts)'
  expect(lines).toMatchObject([{ group, request_id: 'a', trace_id: 't1' }, { group, request_id: 'b' }])
  expect(lines.map(({ release }) => typeof release)).toEqual(['string', 'string'])
  expect(lines.map(({ err }) => err instanceof Error)).toEqual([true, false])
  expect(await metrics.metrics()).toContain(`faults_total{service="faulty",operation="twice",group="${group}"} 2`)
})

test('what does not answer is a warning and no fault', () => {
  const { lines, log } = memoryLog()
  const onError = backgroundFaults({ service: 'quiet', log })
  onError(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }))
  onError(thrownAt('background.ts', 'wrong'))
  expect(lines).toMatchObject([{ level: 'warn' }, { level: 'error', operation: 'background' }])
})

test('a service whose errors are all different keeps few groups', async () => {
  const { log } = memoryLog()
  for (let place = 0; place < 500; place++) reportFault(log, thrownAt(`place-${place}.ts`, 'x'), { service: 'flood', operation: 'many' })
  const rows = (await metrics.metrics()).split('\n').filter((line) => line.startsWith('faults_total{service="flood"'))
  expect(rows.length).toBeLessThanOrEqual(201)
  expect(rows.find((line) => line.includes('group="other"'))).toBeDefined()
})

test('a server names its release', async () => {
  await using server = createServer({ service: 'released', logLevel: 'silent' })
  expect(server.service).toBe('released')
  expect(await metrics.metrics()).toMatch(/release_info\{service="released",release="[^"]+"\} 1/)
})
