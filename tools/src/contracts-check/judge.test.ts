import { expect, test } from 'vitest'
import type { Change } from './change.ts'
import { judge } from './judge.ts'

const change: Change = { rule: 'removed', where: 'GET /v1/songs/{} → 200.mood', message: 'is gone' }
const accepted = { rule: 'removed', where: change.where, reason: 'never filled' }

test('a break fails, unless the major version moves or it is accepted with a reason', () => {
  expect(judge([change], [], '1.4.0', '1.5.0').breaking).toEqual([change])
  expect(judge([change], [], '0.1.0', '0.2.0').breaking).toEqual([change])
  expect(judge([change], [], '1.4.0', '2.0.0')).toEqual({ breaking: [], stale: [] })
  expect(judge([change], [accepted], '1.4.0', '1.5.0')).toEqual({ breaking: [], stale: [] })
})

test('accepting nothing, or without saying why, fails too', () => {
  expect(judge([], [accepted], '1.4.0', '1.5.0').stale).toEqual([accepted])
  expect(judge([change], [{ ...accepted, reason: ' ' }], '1.4.0', '1.5.0').breaking).toEqual([change])
})
