import type { Cache } from '@segue/cache'
import type { Db } from '@segue/database'
import type { Tables } from './db/tables.ts'
import type { PrepareGrant } from './rules/prepare-grant.ts'

export interface Context {
  readonly db: Db<Tables>
  readonly cache: Cache
  readonly prepareGrant: PrepareGrant
  readonly mediaUrl: string
  /** Called for each grant that is given. */
  readonly onGranted: (max_bitrate_kbps: number) => void
  readonly now: () => Date
}
