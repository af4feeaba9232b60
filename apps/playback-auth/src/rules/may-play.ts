import type { SongSnapshot, UnavailableReason } from '@segue/contracts'
import type { SongState } from '../db/tables.ts'

export interface Listener {
  readonly user_id: string
  readonly plan: 'free' | 'premium'
  readonly explicit_filter: boolean
  readonly max_bitrate_kbps: 64 | 128 | 320
}

export interface KnownSong {
  readonly version: number
  readonly state: SongState
  readonly snapshot: SongSnapshot
}

export type Verdict =
  | { readonly visible: false }
  | { readonly visible: true; readonly allowed: true; readonly max_bitrate_kbps: 64 | 128 | 320 }
  | { readonly visible: true; readonly allowed: false; readonly reason: UnavailableReason | null }

const plan_kbps = { free: 128, premium: 320 } as const

/**
 * Who may see and hear a song. Its owner always may; to others a song does not exist before its release, and is silent
 * once taken down. The clock decides about the release, not the event that announces it.
 */
export function mayPlay({ listener, song, at }: { listener: Listener | null; song: KnownSong; at: Date }): Verdict {
  const isOwner = listener !== null && listener.user_id === song.snapshot.owner_user_id
  const isReleased = song.state === 'scheduled' ? song.snapshot.release_at !== null && Date.parse(song.snapshot.release_at) <= at.getTime() : song.state !== 'deleted'
  if (!isReleased && !isOwner) return { visible: false }
  if (song.state === 'withdrawn' && !isOwner) return { visible: true, allowed: false, reason: 'taken_down' }
  if (listener === null) return { visible: true, allowed: false, reason: null }
  if (song.snapshot.explicit && listener.explicit_filter && !isOwner) return { visible: true, allowed: false, reason: 'explicit_filtered' }
  return { visible: true, allowed: true, max_bitrate_kbps: lower(plan_kbps[listener.plan], listener.max_bitrate_kbps) }
}

const lower = (a: 64 | 128 | 320, b: 64 | 128 | 320) => (a < b ? a : b)
