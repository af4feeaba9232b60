import type { Db } from '@segue/database'
import { emit } from '@segue/messaging'
import { sql } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { OnProgress } from '../media/watch-progress.ts'
import type { Job } from './claim-job.ts'

/** Announces progress in the order it came; `settled` resolves once all of it is in the outbox. */
export function announceProgress(db: Db<Tables>, { song_id, audio_version }: Job, onError: (error: unknown) => void): { readonly onProgress: OnProgress; settled(): Promise<void> } {
  let last = Promise.resolve()
  return {
    onProgress({ rendition, percent }) {
      const announce = () =>
        db.transaction().execute(async (tx) => {
          const { announcements } = await tx
            .updateTable('jobs')
            .set({ announcements: sql`announcements + 1` })
            .where('song_id', '=', song_id)
            .where('audio_version', '=', audio_version)
            .returning('announcements')
            .executeTakeFirstOrThrow()
          await emit(tx, 'song.transcoding', { aggregate_id: song_id, aggregate_version: announcements, data: { song_id, audio_version, rendition, percent } })
        })
      last = last.then(announce).catch(onError)
    },
    settled: () => last,
  }
}
