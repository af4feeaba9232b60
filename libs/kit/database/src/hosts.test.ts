import { expect, test } from 'vitest'
import { urlsOf } from './hosts.ts'

test('several hosts are as many URLs, in their order; one is the URL as it came', () => {
  const one = 'postgres://catalog:a%2Cb@one:5432/catalog?sslmode=disable'
  expect(urlsOf(one)).toEqual([one])
  expect(urlsOf('postgres://catalog:a@one:5432,two:5433,[::1]:5434/catalog?target_session_attrs=read-write')).toEqual([
    'postgres://catalog:a@one:5432/catalog',
    'postgres://catalog:a@two:5433/catalog',
    'postgres://catalog:a@[::1]:5434/catalog',
  ])
  const [attributes, tls] = ['target_session_attrs=read-write', 'sslmode=require']
  expect(urlsOf(`postgres://one,two/catalog?${attributes}&${tls}`)[1]).toBe(`postgres://two/catalog?${tls}`)
  expect(urlsOf(`postgres://one,two/catalog?${tls}&${attributes}`)[0]).toBe(`postgres://one/catalog?${tls}`)
})
