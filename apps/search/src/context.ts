import type { Cache } from '@segue/cache'
import type { Db } from '@segue/database'
import type { SearchIndex } from '@segue/search-index'
import type { Tables } from './db/tables.ts'
import type { IndexLag } from './index-lag.ts'

export interface Context {
  readonly db: Db<Tables>
  readonly index: SearchIndex
  readonly cache: Cache
  readonly lag: IndexLag
  readonly mediaUrl: string
}
