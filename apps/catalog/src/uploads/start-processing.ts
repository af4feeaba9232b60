import type { EventData } from '@segue/contracts'
import { emit } from '@segue/messaging'
import { sql, type Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { appendSongEvents } from '../queries/song-events.ts'
import { originalKey, type UploadRow } from './uploads.ts'

/** The directory of everything that is made of a song, ends in a slash. It says where a song was born and never moves. */
export const songPath = (artist_id: string, song_id: string): string => `artists/${artist_id}/albums/single/${song_id}/`

/**
 * Hands an upload whose bytes are complete to the transcoder, in the caller's transaction. False when the song no longer
 * waits for it: somebody else was first, or the song was deleted.
 */
export async function startProcessing(tx: Transaction<Tables>, upload: UploadRow): Promise<boolean> {
  const { artist_id, song_id, upload_id, audio_version, size } = upload
  const song = await tx
    .updateTable('songs')
    .set({ status: 'processing', latest_audio_version: audio_version, version: sql`version + 1`, updated_at: new Date() })
    .where('artist_id', '=', artist_id)
    .where('song_id', '=', song_id)
    .where('status', '=', 'awaiting_upload')
    .returning('version')
    .executeTakeFirst()
  if (song === undefined) return false

  await tx
    .updateTable('uploads')
    .set({ status: 'completed', size })
    .where('artist_id', '=', artist_id)
    .where('upload_id', '=', upload_id)
    .execute()
  await appendSongEvents(tx, upload, [{ type: 'status', data: { status: 'processing' } }])
  await emit(tx, 'song.uploaded', uploadAnnouncement(upload, song.version))
  return true
}

type Uploaded = Pick<UploadRow, 'artist_id' | 'song_id' | 'upload_id' | 'audio_version' | 'file_name' | 'size' | 'content_type'>

/** What the transcoder is told of an upload that is complete, under the song's version. */
export function uploadAnnouncement(upload: Uploaded, aggregate_version: number) {
  const { artist_id, song_id, upload_id, audio_version, file_name, size, content_type } = upload
  const data: EventData<'song.uploaded'> = {
    song_id,
    upload_id,
    object_key: originalKey(upload_id),
    audio_version,
    output_path: `${songPath(artist_id, song_id)}v${audio_version}/`,
    file: { name: file_name, size, content_type },
  }
  return { aggregate_id: song_id, aggregate_version, data }
}
