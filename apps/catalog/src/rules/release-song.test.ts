import { expect, test } from 'vitest'
import { changeRelease, releaseProcessed, type ReleaseState } from './release-song.ts'

const now = new Date('2026-06-01T12:00:00.000Z')
const past = new Date('2026-05-01T00:00:00.000Z')
const future = new Date('2026-07-01T00:00:00.000Z')
const later = new Date('2026-08-01T00:00:00.000Z')

const published: ReleaseState = { visibility: 'published', release_at: null, released_at: past }
const scheduled: ReleaseState = { visibility: 'scheduled', release_at: future, released_at: null }
const takenDown: ReleaseState = { visibility: 'taken_down', release_at: null, released_at: past }

test('a processed song is visible at once, waits for its time, or has the date that passed', () => {
  expect(releaseProcessed(null, now)).toEqual({ visibility: 'published', release_at: null, released_at: now })
  expect(releaseProcessed(future, now)).toEqual({ visibility: 'scheduled', release_at: future, released_at: null })
  expect(releaseProcessed(past, now)).toEqual({ visibility: 'published', release_at: past, released_at: past })
})

test('taken down and brought back, a song keeps its dates', () => {
  expect(changeRelease(published, { visibility: 'taken_down' }, now)).toEqual({ ...published, visibility: 'taken_down' })
  expect(changeRelease(takenDown, { visibility: 'published' }, now)).toEqual(published)
  expect(changeRelease(takenDown, {}, now)).toEqual(takenDown)
})

test('a scheduled song can be moved, released by a date that passed, and released now', () => {
  expect(changeRelease(scheduled, { release_at: later }, now)).toEqual({ ...scheduled, release_at: later })
  expect(changeRelease(scheduled, { release_at: past }, now)).toEqual({ visibility: 'published', release_at: past, released_at: past })
  expect(changeRelease(scheduled, { release_at: null }, now)).toEqual({ visibility: 'published', release_at: null, released_at: now })
  expect(changeRelease(scheduled, { visibility: 'published' }, now)).toEqual({ visibility: 'published', release_at: now, released_at: now })
})

test('a scheduled song that was taken down is scheduled again when it comes back before its time', () => {
  const down = changeRelease(scheduled, { visibility: 'taken_down' }, now)
  expect(down).toEqual({ ...scheduled, visibility: 'taken_down' })
  if ('refused' in down) throw new Error('refused')
  expect(changeRelease(down, { visibility: 'published' }, now)).toEqual(scheduled)
})

test('a released song can not be scheduled, but its date can be put right', () => {
  expect(changeRelease(published, { release_at: future }, now)).toEqual({ refused: 'already_released' })
  const older = new Date('2020-01-01T00:00:00.000Z')
  expect(changeRelease(published, { release_at: older }, now)).toEqual({ visibility: 'published', release_at: older, released_at: older })
  expect(changeRelease(takenDown, { release_at: older }, now)).toEqual({ visibility: 'taken_down', release_at: older, released_at: older })
})

test('saying again what is so changes nothing', () => {
  expect(changeRelease(scheduled, { release_at: future }, now)).toEqual(scheduled)
  expect(changeRelease(published, { visibility: 'published' }, now)).toEqual(published)
})
