import { expect, test } from 'vitest'
import { createTurns } from './in-turn.ts'

test('work on one thing is done one at a time in the order it came, and a failure stops nobody', async () => {
  const inTurn = createTurns()
  const log: string[] = []
  const work = (name: string, fails = false) =>
    inTurn('a', async () => {
      log.push(`${name} begins`)
      await new Promise((resolve) => setImmediate(resolve))
      log.push(`${name} ends`)
      if (fails) throw new Error(name)
      return name
    })
  const outcomes = await Promise.allSettled([work('1'), work('2', true), work('3')])
  expect(log).toEqual(['1 begins', '1 ends', '2 begins', '2 ends', '3 begins', '3 ends'])
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})

test('work on different things goes on at the same time', async () => {
  const inTurn = createTurns()
  const { promise: other, resolve } = Promise.withResolvers<string>()
  const waiting = inTurn('a', () => other)
  await inTurn('b', async () => resolve('done'))
  expect(await waiting).toBe('done')
})

test('a queue that is too long is refused at once, and takes work again when it is shorter', async () => {
  const inTurn = createTurns(2)
  const { promise, resolve } = Promise.withResolvers<void>()
  const waiting = [inTurn('a', () => promise), inTurn('a', async () => {})]
  await expect(inTurn('a', async () => {})).rejects.toMatchObject({ status: 503, code: 'unavailable', headers: { 'retry-after': '1' } })
  resolve()
  await Promise.all(waiting)
  await inTurn('a', async () => {})
})
