import { expect, test } from 'vitest'
import { acceptsGzip, hasEntityTag } from './conditional.ts'

test.each(['"a"', 'W/"a"', '"b", "a"', '"b",W/"a" ,"c"', '*'])('If-None-Match %s names "a"', (header) => {
  expect(hasEntityTag(header, '"a"')).toBe(true)
})

test.each([undefined, '', 'a', '"b"', '"a', '"A"', '"a-gzip"'])('If-None-Match %s does not name "a"', (header) => {
  expect(hasEntityTag(header, '"a"')).toBe(false)
})

test.each(['gzip', 'GZIP', 'br, gzip', 'gzip;q=0.5', 'gzip; q=1', 'gzip;q=1.0', 'x-gzip', 'deflate, gzip;q=0.001, br'])('%s takes gzip', (header) => {
  expect(acceptsGzip(header)).toBe(true)
})

test.each([undefined, '', 'br', '*', 'identity', 'gzip;q=0', 'gzip;q=0.0', 'gzip;q=0.000', 'gzipped', 'br;gzip'])('%s does not take gzip', (header) => {
  expect(acceptsGzip(header)).toBe(false)
})
