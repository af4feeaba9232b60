import type { completeUpload, ReplyOf } from '@segue/contracts'
import { repeatable } from '@segue/database'
import type { Call } from '@segue/service'
import type { Context } from '../context.ts'
import { ownSong } from '../queries/own-song.ts'
import { loadOwnSong } from '../queries/songs.ts'
import { gatherUpload } from '../uploads/gather-upload.ts'
import { forgetMultipart } from '../uploads/open-multipart.ts'
import { startProcessing } from '../uploads/start-processing.ts'
import { findUpload } from '../uploads/uploads.ts'

export const handleCompleteUpload =
  ({ db, store, mediaUrl }: Context) =>
  async (call: Call<typeof completeUpload>): Promise<ReplyOf<typeof completeUpload>> => {
    const song = await ownSong(db, call)
    const upload = await findUpload(db, song)
    const abandoned = upload === undefined || upload.status === 'discarded'
    if (abandoned) throw call.refuse('upload_incomplete', { detail: 'The upload was abandoned' })
    if (upload.status === 'open') {
      const shortcoming = await gatherUpload(store, upload)
      if (shortcoming?.restart) await forgetMultipart(db, upload)
      if (shortcoming !== null) throw call.refuse('upload_incomplete', { detail: shortcoming.detail })
    }
    return repeatable(db, call.claim, async (tx) => {
      await startProcessing(tx, upload)
      return { song: await loadOwnSong(tx, song, mediaUrl) }
    })
  }
