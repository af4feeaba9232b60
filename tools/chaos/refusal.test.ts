import { expect, test } from 'vitest'
import { ApiProblem } from '@segue/api-client'
import { inAWord, isPolite } from './refusal.ts'

const problem = (status: number, code: string, retry_after_s?: number) => new ApiProblem({ status, code, title: code, retry_after_s })

test('who says when to come back is polite, and so is who is not there at all', () => {
  const polite = [problem(503, 'unavailable', 2), problem(502, 'unavailable', 2), problem(0, 'unreachable'), problem(409, 'idempotency_key_in_flight')]
  expect(polite.map(isPolite)).toEqual([true, true, true, true])
})

test('a fault, or a refusal that names no time, is not', () => {
  const rude = [problem(500, 'internal_error'), problem(503, 'unavailable'), problem(404, 'song_not_found'), new Error('what?')]
  expect(rude.map(isPolite)).toEqual([false, false, false, false])
  expect(inAWord(problem(503, 'unavailable'))).toBe('503 unavailable without retry-after')
})
