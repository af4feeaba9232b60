import type { Refusal } from '@segue/service'
import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { findSong, findSongKey, type SongRow } from './songs.ts'

interface OwnersCall {
  readonly params: { readonly song_id: string }
  readonly caller: { readonly user_id: string }
  readonly refuse: (code: 'song_not_found' | 'not_your_song') => Refusal
}

/** The song of the call, which must be the caller's own: refuses one that is another's, unknown or deleted. */
export async function ownSong(db: Kysely<Tables>, { params, caller, refuse }: OwnersCall): Promise<SongRow> {
  const key = await findSongKey(db, params.song_id)
  const song = key && (await findSong(db, key))
  if (song === undefined) throw refuse('song_not_found')
  if (song.owner_user_id !== caller.user_id) throw refuse('not_your_song')
  return song
}
