import { randomUUIDv7 } from 'node:crypto'
import { createSong, type ReplyOf } from '@segue/contracts'
import { repeatable } from '@segue/database'
import { refuse, validationErrors, type Call } from '@segue/service'
import type { Context } from '../context.ts'
import { findOwnArtist, type ArtistRow } from '../queries/artists.ts'
import { checkSongFields, insertSong } from '../queries/insert-song.ts'
import { loadOwnSong } from '../queries/songs.ts'
import { isAudio } from '../rules/judge-format.ts'
import { planUpload } from '../rules/plan-upload.ts'
import { presentUpload } from '../uploads/present-upload.ts'
import { receiveForm } from '../uploads/receive-form.ts'
import { expiryOf, touchUpload } from '../uploads/uploads.ts'

type CreateSong = Call<typeof createSong>

export const handleCreateSong =
  (context: Context) =>
  async (call: CreateSong): Promise<ReplyOf<typeof createSong>> => {
    const artist = await findOwnArtist(context.db, call.caller.user_id)
    if (artist === undefined) throw call.refuse('not_an_artist')
    if (call.request.isMultipart()) {
      const song = await receiveForm(context, call, artist)
      call.reply.status(202)
      return { song }
    }
    return declareSong(context, call, artist)
  }

async function declareSong(context: Context, call: CreateSong, { artist_id }: ArtistRow): Promise<ReplyOf<typeof createSong>> {
  const { db, store, mediaUrl, maxUploadBytes } = context
  checkBody(call)
  const { file, ...fields } = call.body
  if (!isAudio(file.name, file.content_type)) throw call.refuse('unsupported_format')
  if (file.size > maxUploadBytes) throw call.refuse('file_too_large', { detail: `At most ${maxUploadBytes} bytes` })
  const plan = planUpload(file.size)
  if (plan.kind === 'single' && file.checksum_sha256 === undefined) throw call.refuse('checksum_required')
  await checkSongFields(db, fields, call.refuse)

  const { song, upload_id } = await repeatable(db, call.claim, async (tx) => {
    const key = { artist_id, song_id: randomUUIDv7() }
    const upload = { upload_id: randomUUIDv7(), audio_version: 1, expires_at: expiryOf(new Date()) }
    await insertSong(tx, key, fields)
    await tx
      .insertInto('uploads')
      .values({
        ...key,
        ...upload,
        kind: plan.kind,
        file_name: file.name,
        size: file.size,
        content_type: file.content_type,
        checksum_sha256: file.checksum_sha256 ?? null,
        part_size: plan.kind === 'multipart' ? plan.part_size : null,
        part_count: plan.kind === 'multipart' ? plan.part_count : null,
        store_upload_id: null,
      })
      .execute()
    return { song: await loadOwnSong(tx, key, mediaUrl), upload_id: upload.upload_id }
  })
  // A repeated request gets URLs made anew, as long as the upload is open.
  const upload = await touchUpload(db, { artist_id, upload_id })
  return { song, ...(upload && { upload: await presentUpload(store, upload) }) }
}

/** A body that may be a form too is not validated by the server: as strict as it is with every other. */
function checkBody({ request }: CreateSong): void {
  const validate = createSong.body && request.compileValidationSchema(createSong.body, 'body')
  if (!validate?.(request.body)) throw refuse('invalid_request', { errors: validationErrors(validate?.errors ?? []) })
}
