import type { PlaylistRow } from '../db/tables.ts'

/** What decides who may do what with a playlist. */
export type Sharing = Pick<PlaylistRow, 'owner_id' | 'visibility' | 'deleted_at'>

export type Verdict = { readonly allowed: true } | { readonly allowed: false; readonly reason: 'playlist_not_found' | 'not_your_playlist' }

/** A public playlist is for everyone, a private one for its owner. */
export const mayRead = ({ owner_id, visibility, deleted_at }: Sharing, user_id: string | null): boolean =>
  deleted_at === null && (visibility === 'public' || user_id === owner_id)

/** Its owner may change a playlist. Who may not even read it hears that there is none. */
export function mayEdit(playlist: Sharing, user_id: string): Verdict {
  if (!mayRead(playlist, user_id)) return { allowed: false, reason: 'playlist_not_found' }
  return user_id === playlist.owner_id ? { allowed: true } : { allowed: false, reason: 'not_your_playlist' }
}
