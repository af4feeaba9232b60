import type { EventData, Preferences, SongSnapshot } from '@segue/contracts'
import type { MessagingTables } from '@segue/messaging'
import type { Selectable } from 'kysely'

interface UsersTable {
  user_id: string
  /** As typed; `emails` holds the folded form. */
  email: string
  display_name: string
  country: string | null
  language: string | null
  plan: 'free' | 'premium'
  role: 'listener' | 'administrator'
  preferences: Preferences
  password_hash: string
  /** Grows with every change that others hear of. */
  version: number
  created_at: Date
  updated_at: Date
}
export type UserRow = Selectable<UsersTable>

export type SongStatus = 'scheduled' | 'published' | 'withdrawn' | 'deleted'

export interface Tables extends MessagingTables {
  users: UsersTable
  /** The global index: folded e-mail → user. */
  emails: { email: string; user_id: string }
  refresh_families: { user_id: string; family_id: string; used_at: Date }
  refresh_tokens: { user_id: string; token_hash: Buffer; family_id: string; predecessor: Buffer | null; traded_at: Date | null }
  login_throttles: { key: string; drained_at: Date }
  likes: { user_id: string; song_id: string; id: string; liked: boolean; version: number; liked_at: Date }
  follows: { user_id: string; artist_id: string; id: string; followed: boolean; version: number; followed_at: Date }
  /** What the catalog announced; `deleted` is a tombstone without a snapshot. */
  songs: { song_id: string; status: SongStatus; version: number; snapshot: SongSnapshot | null }
  artists: { artist_id: string; version: number; snapshot: EventData<'artist.created'> }
}
