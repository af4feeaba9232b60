import type { ObjectStore } from '@segue/object-store'
import type { Kysely, Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { SongKey } from '../queries/songs.ts'
import { eraseUpload } from './erase-upload.ts'

/** Says, in the transaction that gives a song up, that the bytes of its uploads are to be erased. */
export async function discardUploads(tx: Transaction<Tables>, { artist_id, song_id }: SongKey): Promise<void> {
  await tx.updateTable('uploads').set({ status: 'discarded' }).where('artist_id', '=', artist_id).where('song_id', '=', song_id).execute()
}

/**
 * Erases the bytes of a song's discarded uploads. The rows stay until every URL that was signed has expired: somebody may
 * be sending still, and the sweeper erases that too.
 */
export async function eraseDiscarded(db: Kysely<Tables>, store: ObjectStore, { artist_id, song_id }: SongKey): Promise<void> {
  const uploads = await db
    .selectFrom('uploads')
    .where('artist_id', '=', artist_id)
    .where('song_id', '=', song_id)
    .where('status', '=', 'discarded')
    .select(['upload_id', 'store_upload_id'])
    .execute()
  for (const upload of uploads) await eraseUpload(store, upload)
}
