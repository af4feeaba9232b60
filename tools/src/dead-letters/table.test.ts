import { expect, test } from 'vitest'
import { table } from './table.ts'

test('columns are as wide as their widest cell, and nothing trails', () => {
  expect(table(['a', 'long head'], [['wide cell', 'x']])).toBe('a          long head\nwide cell  x')
})

test('a cell is one line without control characters, and ends', () => {
  const [, row = ''] = table(['reason'], [[`first\n\u001b[31msecond ${'…'.repeat(200)}`]]).split('\n')
  expect(row).toMatch(/^first \[31msecond …+$/)
  expect(row).toHaveLength(100)
})
