import { vi } from 'vitest'

/** What a browser keeps, in memory. */
export function stubStorage(): Storage {
  const items = new Map<string, string>()
  const storage: Storage = Object.create({
    getItem: (key: string) => items.get(key) ?? null,
    setItem(key: string, value: string) {
      items.set(key, value)
      Object.defineProperty(storage, key, { value, enumerable: true, configurable: true, writable: true })
    },
    removeItem(key: string) {
      items.delete(key)
      Reflect.deleteProperty(storage, key)
    },
    clear: () => [...items.keys()].forEach((key) => storage.removeItem(key)),
  })
  vi.stubGlobal('localStorage', storage)
  return storage
}
