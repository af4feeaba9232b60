import type { SongSnapshot } from '@segue/contracts'
import type { MessagingTables } from '@segue/messaging'
import type { ColumnType, Generated } from 'kysely'

export type SongState = 'scheduled' | 'published' | 'withdrawn' | 'deleted'

export interface Tables extends MessagingTables {
  /** Playable songs as the catalog last announced them; a deleted one stays as a tombstone without a snapshot. */
  songs: {
    song_id: string
    version: number
    state: SongState
    snapshot: ColumnType<SongSnapshot | null, string | null, string | null>
  }
  listeners: {
    user_id: string
    version: number
    plan: 'free' | 'premium'
    country: string | null
    explicit_filter: boolean
    max_bitrate_kbps: 64 | 128 | 320
  }
  /** What clients reported; `event_id` is theirs, so sending again changes nothing. */
  playback_events: {
    user_id: string
    event_id: string
    song_id: string
    type: 'started' | 'progress' | 'completed' | 'skipped'
    position_ms: number
    occurred_at: Date
    received_at: Generated<Date>
  }
  /** One play a listener, song and hour counts. */
  counted_plays: { user_id: string; song_id: string; hour: Date }
  /** Counted, and not announced yet; `shard` spreads the writers of a hit over several rows. */
  uncounted: { song_id: string; hour: Date; region: string; shard: number; plays: number }
}
