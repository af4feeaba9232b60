import type { Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { appendSongEvents } from './song-events.ts'
import type { SongKey } from './songs.ts'

/** Marks a song, whose row the transaction has locked, as failed, and tells those who follow it. */
export async function failSong(
  tx: Transaction<Tables>,
  song: SongKey,
  { code, message }: { readonly code: string; readonly message: string },
): Promise<void> {
  await tx
    .updateTable('songs')
    .set({ status: 'failed', failure_code: code, failure_message: message, updated_at: new Date() })
    .where('artist_id', '=', song.artist_id)
    .where('song_id', '=', song.song_id)
    .execute()
  await appendSongEvents(tx, song, [
    { type: 'status', data: { status: 'failed' } },
    { type: 'failed', data: { code } },
  ])
}
