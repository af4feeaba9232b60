import type { Db } from '@segue/database'
import type { ObjectStore } from '@segue/object-store'
import type { Logger } from '@segue/service'
import type { Tables } from './db/tables.ts'
import type { Engine } from './media/engine.ts'

export interface Context {
  readonly db: Db<Tables>
  readonly store: ObjectStore
  readonly engine: Engine
  readonly workDir: string
  readonly leaseMs: number
  readonly maxAttempts: number
  /** Names this process in the leases it holds. */
  readonly worker: string
  readonly onError: (error: unknown) => void
  readonly log: Pick<Logger, 'warn'>
}
