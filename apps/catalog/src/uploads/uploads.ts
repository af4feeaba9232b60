import type { Kysely, Selectable } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { SongKey } from '../queries/songs.ts'

export type UploadRow = Selectable<Tables['uploads']>

/** A single URL lives this long. */
export const urlLife_s = 3_600
/** Whoever neither completes an upload nor asks for a URL for this long has abandoned it. */
const patience_ms = 24 * 3_600_000

export const expiryOf = (at: Date): Date => new Date(at.getTime() + patience_ms)

/** Where the original lies: private, and never behind the CDN. */
export const originalKey = (upload_id: string): string => `uploads/${upload_id}`

/** The song's latest upload. */
export const findUpload = (db: Kysely<Tables>, { artist_id, song_id }: SongKey): Promise<UploadRow | undefined> =>
  db
    .selectFrom('uploads')
    .where('artist_id', '=', artist_id)
    .where('song_id', '=', song_id)
    .selectAll()
    .orderBy('audio_version', 'desc')
    .limit(1)
    .executeTakeFirst()

/** Puts off the day on which an open upload counts as abandoned; undefined when it is no longer open. */
export const touchUpload = (
  db: Kysely<Tables>,
  { artist_id, upload_id }: Pick<UploadRow, 'artist_id' | 'upload_id'>,
): Promise<UploadRow | undefined> =>
  db
    .updateTable('uploads')
    .set({ expires_at: expiryOf(new Date()) })
    .where('artist_id', '=', artist_id)
    .where('upload_id', '=', upload_id)
    .where('status', '=', 'open')
    .returningAll()
    .executeTakeFirst()
