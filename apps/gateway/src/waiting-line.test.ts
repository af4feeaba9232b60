import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createWaitingLine, type Rank } from './waiting-line.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** A line of eight places, and what became of everybody who joined it, in that order. */
function lineOfEight() {
  const line = createWaitingLine(8)
  const heard: string[] = []
  const join = (name: string, rank: Rank) => line.join(rank, () => heard.push(`${name} in`), () => heard.push(`${name} refused`))
  return { join, heard }
}

test('who matters more comes in where others have to wait, and is first when a place is free', () => {
  const { join, heard } = lineOfEight()
  const leave = [1, 2, 3].map((at) => join(`chart ${at}`, 'sheddable'))
  join('chart 4', 'sheddable')
  leave.push(...[1, 2, 3].map((at) => join(`page ${at}`, 'between')))
  join('page 4', 'between')
  leave.push(...[1, 2].map((at) => join(`song ${at}`, 'critical')))
  join('song 3', 'critical')
  expect(heard).toEqual(['chart 1 in', 'chart 2 in', 'chart 3 in', 'page 1 in', 'page 2 in', 'page 3 in', 'song 1 in', 'song 2 in'])
  heard.length = 0
  for (const end of leave) end()
  expect(heard).toEqual(['song 3 in', 'page 4 in', 'chart 4 in'])
})

test('nobody waits longer than a quarter of a second, charts a moment only', () => {
  const { join, heard } = lineOfEight()
  for (let at = 0; at < 8; at++) join('song', 'critical')
  heard.length = 0
  join('late song', 'critical')
  join('chart', 'sheddable')
  vi.advanceTimersByTime(50)
  expect(heard).toEqual(['chart refused'])
  vi.advanceTimersByTime(200)
  expect(heard).toEqual(['chart refused', 'late song refused'])
})

test('who goes away while waiting takes no place', () => {
  const { join, heard } = lineOfEight()
  const leave = Array.from({ length: 8 }, () => join('song', 'critical'))
  heard.length = 0
  const giveUp = join('impatient', 'critical')
  join('patient', 'critical')
  giveUp()
  leave[0]?.()
  expect(heard).toEqual(['patient in'])
  vi.advanceTimersByTime(1_000)
  expect(heard).toEqual(['patient in'])
})
