import { openCache, type Cache } from '@segue/cache'

export interface Adapter {
  readonly name: string
  /** A cache with nothing in it. */
  open(): Promise<Cache>
  /** One whose store can't be reached; null where there is nothing to reach. */
  readonly openUnreachable: (() => Promise<Cache>) | null
}

export const adapters: readonly Adapter[] = [{ name: 'memory', open: () => openCache('memory:'), openUnreachable: null }]
