import { expect, test } from 'vitest'
import { isOutOfReach } from './is-out-of-reach.ts'

const failure = (code: string) => Object.assign(new Error('no'), { code })

test.for([
  ['a full disk', failure('53100')],
  ['a server without memory', failure('53200')],
  ['too many connections', failure('53300')],
  ['a server that starts', failure('57P03')],
  ['a statement that took too long', failure('57014')],
  ['a primary that became a replica', failure('25006')],
  ['a connection that failed', failure('08006')],
  ['a name that nobody knows', failure('ENOTFOUND')],
  ['a name server that is down', failure('EAI_AGAIN')],
  ['a host without a way to it', failure('EHOSTUNREACH')],
  ['a network without a way to it', failure('ENETUNREACH')],
  ['a pool that is busy', new Error('timeout exceeded when trying to connect')],
] as const)('%s is the database to blame', ([, error]) => {
  expect(isOutOfReach(error)).toBe(true)
})

test.for([
  ['a duplicate', failure('23505')],
  ['a deadlock', failure('40P01')],
  ['a table that is missing', failure('42P01')],
  ['a wrong password', failure('28P01')],
  ['what is no error', '53100'],
] as const)('%s is not', ([, error]) => {
  expect(isOutOfReach(error)).toBe(false)
})
