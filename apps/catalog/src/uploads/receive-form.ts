import { randomUUIDv7 } from 'node:crypto'
import type { createSong, OwnSong } from '@segue/contracts'
import { repeatable } from '@segue/database'
import { fingerprintOf, refuse, type Call } from '@segue/service'
import type { Context } from '../context.ts'
import type { ArtistRow } from '../queries/artists.ts'
import { checkSongFields, insertSong } from '../queries/insert-song.ts'
import { loadOwnSong } from '../queries/songs.ts'
import { typeOfFormFile } from '../rules/judge-format.ts'
import { eraseUpload } from './erase-upload.ts'
import { readForm, type FormFile } from './read-form.ts'
import { startProcessing } from './start-processing.ts'
import { expiryOf, originalKey } from './uploads.ts'

/** Room for the fields and the boundaries around the file. */
const formOverheadBytes = 1_048_576

/**
 * Takes a song as `multipart/form-data`, its file streamed to the store wherever in the form it stands. Nothing is left
 * of a form that is refused, broken off or too large.
 */
export async function receiveForm(context: Context, call: Call<typeof createSong>, { artist_id }: ArtistRow): Promise<OwnSong> {
  const { db, store, maxUploadBytes, mediaUrl } = context
  const tooLarge = () => call.refuse('file_too_large', { detail: `At most ${maxUploadBytes} bytes` })
  await using discarding = new AsyncDisposableStack()
  // Whoever is refused early is still sending: the rest goes unread, so that the answer can be read.
  discarding.defer(() => void call.request.raw.unpipe().resume())
  if (Number(call.request.headers['content-length']) > maxUploadBytes + formOverheadBytes) throw tooLarge()

  const key = { artist_id, song_id: randomUUIDv7() }
  const upload_id = randomUUIDv7()

  async function receiveFile(file: FormFile) {
    const content_type = typeOfFormFile(file.name, file.content_type)
    if (content_type === null) throw call.refuse('unsupported_format')
    const arriving = { upload_id, audio_version: 1, kind: 'form', file_name: file.name, size: 0, content_type } as const
    const upload = await db
      .insertInto('uploads')
      .values({ ...key, ...arriving, expires_at: expiryOf(new Date()) })
      .returningAll()
      .executeTakeFirstOrThrow()
    discarding.defer(async () => {
      await eraseUpload(store, upload)
      await db.deleteFrom('uploads').where('artist_id', '=', artist_id).where('upload_id', '=', upload_id).execute()
    })
    const { size } = await store.put(originalKey(upload_id), file.bytes(tooLarge), { content_type, create: true })
    if (size === 0) throw refuse('invalid_request', { errors: [{ path: '/file', message: 'is empty' }] })
    return { ...upload, size }
  }

  const { fields, file: upload } = await readForm(call.request, maxUploadBytes, receiveFile)
  await checkSongFields(db, fields, call.refuse)
  const claim = call.claim && { ...call.claim, fingerprint: fingerprintOf([fields, upload.file_name, upload.size]) }
  const made = await repeatable(db, claim, async (tx) => {
    await insertSong(tx, key, fields)
    await startProcessing(tx, upload)
    return { song: await loadOwnSong(tx, key, mediaUrl), upload_id }
  })
  // The file of a repeated request is one too many.
  if (made.upload_id === upload_id) discarding.move()
  return made.song
}
