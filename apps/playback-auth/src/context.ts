import type { Cache } from '@segue/cache'
import type { Db } from '@segue/database'
import type { Tables } from './db/tables.ts'
import type { PrepareGrant } from './rules/prepare-grant.ts'

export interface Context {
  readonly db: Db<Tables>
  readonly cache: Cache
  readonly prepareGrant: PrepareGrant
  readonly mediaUrl: string
  readonly now: () => Date
}
