import type { Db } from '@segue/database'
import type { ObjectStore } from '@segue/object-store'
import type { Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { failSong } from '../queries/fail-song.ts'
import { lockSong } from '../queries/lock-song.ts'
import { eraseUpload } from '../uploads/erase-upload.ts'
import type { UploadRow } from '../uploads/uploads.ts'

const batch = 50
const abandoned = { code: 'upload_abandoned', message: 'The file was not sent within 24 hours' }

/**
 * Gives up uploads that nobody completed or asked about for 24 h: the song fails as `upload_abandoned`, the bytes are
 * erased. Erases what was discarded, once more after its last URL has expired, and what the store keeps of multipart
 * uploads that no row knows.
 */
export async function sweepUploads(db: Db<Tables>, store: ObjectStore, at = new Date()): Promise<void> {
  for (let taken = batch; taken === batch; ) {
    const expired = await db
      .selectFrom('uploads')
      .where('status', '!=', 'completed')
      .where('expires_at', '<=', at)
      .selectAll()
      .orderBy('expires_at')
      .limit(batch)
      .execute()
    for (const upload of expired) await giveUp(db, store, upload, at)
    taken = expired.length
  }
  await abortUnknown(db, store, at)
}

async function giveUp(db: Db<Tables>, store: ObjectStore, upload: UploadRow, at: Date): Promise<void> {
  const { artist_id, upload_id } = upload
  await db.transaction().execute((tx) => abandon(tx, upload, at))
  const row = await db
    .selectFrom('uploads')
    .where('artist_id', '=', artist_id)
    .where('upload_id', '=', upload_id)
    .select('status')
    .executeTakeFirst()
  if (row?.status !== 'discarded') return
  await eraseUpload(store, upload)
  await db.deleteFrom('uploads').where('artist_id', '=', artist_id).where('upload_id', '=', upload_id).execute()
}

/** Locks the song first, as completing does: one of the two comes too late. */
async function abandon(tx: Transaction<Tables>, upload: UploadRow, at: Date): Promise<void> {
  const { artist_id, upload_id } = upload
  const song = await lockSong(tx, upload)
  const row = await tx
    .updateTable('uploads')
    .set({ status: 'discarded' })
    .where('artist_id', '=', artist_id)
    .where('upload_id', '=', upload_id)
    .where('status', '=', 'open')
    .where('expires_at', '<=', at)
    .returning('upload_id')
    .executeTakeFirst()
  if (row !== undefined && song?.status === 'awaiting_upload') await failSong(tx, song, abandoned)
}

/** A crash between the store and our table leaves a multipart upload that nobody knows. */
async function abortUnknown(db: Db<Tables>, store: ObjectStore, at: Date): Promise<void> {
  const begun = await store.listMultiparts(new Date(at.getTime() - 25 * 3_600_000))
  if (begun.length === 0) return
  const ids = begun.map(({ upload_id }) => upload_id)
  const known = await db
    .selectFrom('uploads')
    .where('status', '=', 'open')
    .where('store_upload_id', 'in', ids)
    .select('store_upload_id')
    .execute()
  const kept = new Set(known.map(({ store_upload_id }) => store_upload_id))
  for (const { key, upload_id } of begun) if (!kept.has(upload_id)) await store.abortMultipart(key, upload_id)
}
