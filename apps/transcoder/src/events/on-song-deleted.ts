import type { EventOf } from '@segue/contracts'
import type { Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { lockSong } from './lock-song.ts'

/**
 * Stops the song's jobs and notes its objects to be erased; the tombstone keeps a late upload from reviving it. A job
 * under way keeps its lease until its worker noticed, so that the erasure comes last.
 */
export async function onSongDeleted(tx: Transaction<Tables>, { data: { song_id, path } }: EventOf<'song.deleted'>): Promise<void> {
  await lockSong(tx, song_id)
  await tx.insertInto('deleted_songs').values({ song_id, path }).onConflict((conflict) => conflict.doNothing()).execute()
  await tx
    .updateTable('jobs')
    .set({ state: 'cancelled', finished_at: new Date() })
    .where('song_id', '=', song_id)
    .where('state', 'in', ['waiting', 'running'])
    .execute()
}
