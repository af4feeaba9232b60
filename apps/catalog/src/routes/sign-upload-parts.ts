import type { ReplyOf, signUploadParts } from '@segue/contracts'
import { repeatable } from '@segue/database'
import type { Call } from '@segue/service'
import type { Context } from '../context.ts'
import { ownSong } from '../queries/own-song.ts'
import { sizeOfPart } from '../rules/plan-upload.ts'
import { openMultipart } from '../uploads/open-multipart.ts'
import { presentSigned } from '../uploads/present-upload.ts'
import { findUpload, originalKey, touchUpload, urlLife_s } from '../uploads/uploads.ts'

export const handleSignUploadParts =
  ({ db, store }: Context) =>
  async (call: Call<typeof signUploadParts>): Promise<ReplyOf<typeof signUploadParts>> => {
    const song = await ownSong(db, call)
    const found = await findUpload(db, song)
    // Nothing but the expiry is written, so nothing is kept for a repetition but that it was asked.
    await repeatable(db, call.claim, async (tx) => void (found && (await touchUpload(tx, found))))
    if (found?.status !== 'open') throw call.refuse('no_upload')
    const { part_size, part_count, size, upload_id } = found
    if (part_size === null || part_count === null) throw call.refuse('not_multipart')
    const { parts } = call.body
    if (parts.some(({ number }) => number > part_count)) throw call.refuse('no_such_part', { detail: `The upload has ${part_count} parts` })

    const store_upload_id = await openMultipart(db, store, found)
    if (store_upload_id === null) throw call.refuse('no_upload')
    const upload = { key: originalKey(upload_id), upload_id: store_upload_id, expires_in_s: urlLife_s }
    const signed = parts.map(async ({ number, checksum_sha256 }) => {
      const part = { part_number: number, size: sizeOfPart({ size, part_size }, number), checksum_sha256 }
      const put = await store.signPart({ ...upload, ...part })
      return { number, ...presentSigned(put) }
    })
    return { parts: await Promise.all(signed) }
  }
