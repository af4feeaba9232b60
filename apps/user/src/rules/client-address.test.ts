import { expect, test } from 'vitest'
import { clientAddress } from './client-address.ts'

test('the last hop is the address: the gateway wrote it', () => {
  const of = (forwarded?: string) => clientAddress({
    ip: '127.0.0.1',
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  })
  expect(of('198.51.100.7')).toBe('198.51.100.7')
  expect(of('10.0.0.1, 198.51.100.7')).toBe('198.51.100.7')
  expect(of('10.0.0.1,2001:db8::1')).toBe('2001:db8::1')
  expect(of('')).toBe('127.0.0.1')
  expect(of()).toBe('127.0.0.1')
})
