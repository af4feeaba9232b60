import { operationsByService, type Operation } from '@segue/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSilentDoors, type SilentDoors } from './silent-doors.ts'

const operations: readonly Operation[] = Object.values(operationsByService).flat()
let doors: SilentDoors

beforeAll(async () => {
  doors = await openSilentDoors()
})
afterAll(() => doors[Symbol.asyncDispose]())

/** Asks for an operation of which nobody answers; its status, or null when it still waits as `signal` aborts. */
async function ask({ method, path, body_kind, deadline_s }: Operation, signal: AbortSignal): Promise<number | null> {
  const target = path.replace(/:\w+/g, '0197a000-0000-7000-8000-000000000001')
  try {
    const body = body_kind === 'json-or-form' && deadline_s !== undefined ? new FormData() : null
    return (await fetch(`http://127.0.0.1:${doors.portOf.public}${target}`, { method, body, signal })).status
  } catch (error) {
    if (signal.aborted) return null
    throw error
  }
}

test('behind a gateway that hangs every operation is given up in time, but for those that have a deadline of their own', async () => {
  const patience = new AbortController()
  const hurried = operations.filter(({ deadline_s }) => deadline_s === undefined)
  const unhurried = operations.filter(({ deadline_s }) => deadline_s !== undefined)
  expect([hurried.length, unhurried.length].every((count) => count > 0)).toBe(true)
  const waiting = unhurried.map(async (operation) => [operation.id, await ask(operation, patience.signal)])
  const never = new AbortController().signal
  const given_up = await Promise.all(hurried.map(async (operation) => [operation.id, await ask(operation, never)]))
  patience.abort()
  expect(given_up).toEqual(hurried.map(({ id }) => [id, 504]))
  expect(await Promise.all(waiting)).toEqual(unhurried.map(({ id }) => [id, null]))
})
