import { expect, test } from 'vitest'
import { createStore } from './store.ts'

test('who follows a store hears of a change, and not of a change that changes nothing', () => {
  const store = createStore({ title: 'Levada', plays: 1 })
  let heard = 0
  const leave = store.subscribe(() => heard++)
  store.update({ plays: 2 })
  store.update({ plays: 2, title: 'Levada' })
  expect(heard).toBe(1)
  expect(store.get()).toEqual({ title: 'Levada', plays: 2 })
  leave()
  store.set({ title: 'Dub', plays: 0 })
  expect(heard).toBe(1)
})

test('a value that is not a number equals itself', () => {
  const store = createStore({ duration_s: Number.NaN })
  let heard = 0
  store.subscribe(() => heard++)
  store.update({ duration_s: Number.NaN })
  expect(heard).toBe(0)
})
