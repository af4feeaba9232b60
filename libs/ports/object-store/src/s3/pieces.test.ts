import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { pieces } from './pieces.ts'

const cut = async (chunks: readonly string[], size: number) =>
  (await Array.fromAsync(pieces(Readable.from(chunks.map((chunk) => Buffer.from(chunk))), size))).map((piece) => Buffer.from(piece).toString())

test.each([
  [[], ['']],
  [[''], ['']],
  [['a'], ['a']],
  [['abc'], ['abc']],
  [['abcd'], ['abc', 'd']],
  [['a', 'b', 'c', 'd', 'e', 'f'], ['abc', 'def']],
  [['abcdefgh', 'i', 'jk'], ['abc', 'def', 'ghi', 'jk']],
])('%j in pieces of three is %j', async (chunks, expected) => {
  expect(await cut(chunks, 3)).toEqual(expected)
})
