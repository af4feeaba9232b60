import type { Db } from '@segue/database'
import type { Claims } from '@segue/identity'
import type { Config } from './config.ts'
import type { Tables } from './db/tables.ts'
import type { Bulkhead } from './passwords/bulkhead.ts'

/** What the routes share. */
export interface Context {
  readonly db: Db<Tables>
  readonly config: Pick<Config, 'publicUrl' | 'mediaUrl'>
  readonly now: () => Date
  /** Admits the few password hashes that may be computed at once. */
  readonly hashing: Bulkhead
  readonly signAccessToken: (claims: Claims) => Promise<string>
}
