import { useSyncExternalStore } from 'react'

/** A value that React components follow. */
export interface Store<T> {
  get(): T
  set(value: T): void
  update(change: Partial<T>): void
  subscribe(listener: () => void): () => void
}

export function createStore<T extends object>(initial: T): Store<T> {
  let value = initial
  const listeners = new Set<() => void>()
  const set = (next: T) => {
    value = next
    for (const listener of listeners) listener()
  }
  return {
    get: () => value,
    set,
    update(change) {
      const isNew = Object.entries(change).some(([key, part]) => !Object.is(Reflect.get(value, key), part))
      if (isNew) set({ ...value, ...change })
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export const useStore = <T extends object>(store: Store<T>): T => useSyncExternalStore(store.subscribe, store.get)

/** One part of it: the component is drawn again when that part changes, not with every tick of the clock. */
export const usePart = <T extends object, Part>(store: Store<T>, part: (value: T) => Part): Part => useSyncExternalStore(store.subscribe, () => part(store.get()))
