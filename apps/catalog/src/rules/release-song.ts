import type { SongVisibility } from '@segue/contracts'

/** What decides whether a processed song can be heard. */
export interface ReleaseState {
  readonly visibility: SongVisibility
  readonly release_at: Date | null
  /** When it was first to be heard; it stays when the song is taken down. */
  readonly released_at: Date | null
}

/** A song that has just been processed: visible now, or waiting for its time. A time that has passed is its date. */
export function releaseProcessed(release_at: Date | null, at: Date): ReleaseState {
  if (release_at !== null && release_at > at) return { visibility: 'scheduled', release_at, released_at: null }
  return { visibility: 'published', release_at, released_at: release_at ?? at }
}

export interface ReleaseChange {
  readonly release_at?: Date | null
  readonly visibility?: 'published' | 'taken_down'
}

export type ReleaseDecision = ReleaseState | { readonly refused: 'already_released' }

/**
 * What an artist's change makes of a processed song. Taking down and bringing back never touch its dates. A song that was
 * released can't be scheduled; its date can be put right. Publishing a scheduled one without a new date releases it now.
 */
export function changeRelease(song: ReleaseState, change: ReleaseChange, at: Date): ReleaseDecision {
  const release_at = change.release_at === undefined ? song.release_at : change.release_at
  const future = release_at !== null && release_at > at
  const dated = change.release_at !== undefined && change.release_at?.getTime() !== song.release_at?.getTime()
  if (song.released_at !== null && dated && future) return { refused: 'already_released' }

  const down = change.visibility === 'taken_down' || (song.visibility === 'taken_down' && change.visibility === undefined)
  if (song.released_at !== null) {
    const released_at = dated && release_at !== null ? release_at : song.released_at
    return { visibility: down ? 'taken_down' : 'published', release_at, released_at }
  }
  if (down) return { visibility: 'taken_down', release_at, released_at: null }
  if (!future) return { visibility: 'published', release_at, released_at: release_at ?? at }
  const now = song.visibility === 'scheduled' && change.visibility === 'published' && !dated
  if (now) return { visibility: 'published', release_at: at, released_at: at }
  return { visibility: 'scheduled', release_at, released_at: null }
}
