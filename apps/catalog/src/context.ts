import type { Cache } from '@segue/cache'
import type { Db } from '@segue/database'
import type { ObjectStore } from '@segue/object-store'
import type { SongEventFeed } from './song-event-feed.ts'
import type { Tables } from './db/tables.ts'

/** What the routes are given. */
export interface Context {
  readonly db: Db<Tables>
  readonly store: ObjectStore
  readonly cache: Cache
  readonly songEvents: SongEventFeed
  readonly mediaUrl: string
  readonly maxUploadBytes: number
  readonly chartRefreshS: number
}
