import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { isUnreachable } from './is-unreachable.ts'
import { NotStarted, reasonOf } from './not-started.ts'

const failure = (fields: Record<string, unknown>) => Object.assign(new Error('no'), fields)

test.for([
  ['a port that nobody listens on', failure({ code: 'ECONNREFUSED' })],
  ['a name that nobody knows yet', failure({ code: 'ENOTFOUND' })],
  ['a database that starts', failure({ code: '57P03' })],
  ['a database whose disk is full', failure({ code: '53100' })],
  ['a host that there is no way to', failure({ code: 'EHOSTUNREACH' })],
  ['a store that answers 500', failure({ $metadata: { httpStatusCode: 500 } })],
  ['a store that answers 503', failure({ $metadata: { httpStatusCode: 503 } })],
  ['an index that answers 503', failure({ statusCode: 503 })],
  ['one of several addresses', new AggregateError([failure({ code: 'ECONNREFUSED' })], '')],
  ['what lies under another error', new Error('fetch failed', { cause: failure({ code: 'UND_ERR_SOCKET' }) })],
  ['what took too long', new DOMException('too long', 'TimeoutError')],
  ['what was given up on', new DOMException('too long', 'AbortError')],
] as const)('%s may answer later', ([, error]) => {
  expect(isUnreachable(error)).toBe(true)
})

test.for([
  ['a wrong password', failure({ code: '28P01' })],
  ['a missing database', failure({ code: '3D000' })],
  ['what a port calls misconfigured, even over a broken connection', failure({ name: 'Misconfigured', cause: failure({ code: 'ECONNRESET' }) })],
  ['an answer of 403', failure({ $metadata: { httpStatusCode: 403 } })],
  ['a mistake of ours', new TypeError('x is not a function')],
  ['what is no error', 'gone'],
] as const)('%s does not get better by waiting', ([, error]) => {
  expect(isUnreachable(error)).toBe(false)
})

test('a real refusal of a connection to a name with two addresses has words', async () => {
  const [error]: unknown[] = await once(connect({ host: 'localhost', port: 1 }), 'error')
  expect(isUnreachable(error)).toBe(true)
  expect(reasonOf(error)).toContain('ECONNREFUSED')
})

test('the line that ends a start is one line, and says no password', () => {
  const { message } = new NotStarted('SEGUE_BUS_URL', new Error('Can not use amqp://segue:geheim@mq:5672/\n  at all'))
  expect(message).toBe('SEGUE_BUS_URL: Can not use amqp://mq:5672/ at all')
})
