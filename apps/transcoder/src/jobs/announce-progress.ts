import type { Db } from '@segue/database'
import { emit } from '@segue/messaging'
import { sql } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { OnProgress } from '../media/watch-progress.ts'
import type { Job } from './claim-job.ts'

export interface Progress {
  readonly onProgress: OnProgress
  /** Resolves once all of it is in the outbox. */
  settled(): Promise<void>
}

/** Announces progress in the order it came, as long as the job is this worker's. */
export function announceProgress(db: Db<Tables>, job: Job, worker: string, onError: (error: unknown) => void): Progress {
  const { song_id, audio_version } = job
  let untold: Parameters<OnProgress>[0][] = []
  let last = Promise.resolve()

  /** What came together is told together: one transaction for the renditions of a second. */
  const announce = () =>
    db.transaction().execute(async (tx) => {
      const told = untold
      untold = []
      if (told.length === 0) return
      const counted = await tx
        .updateTable('jobs')
        .set({ announcements: sql`announcements + ${told.length}` })
        .where('song_id', '=', song_id)
        .where('audio_version', '=', audio_version)
        .where('state', '=', 'running')
        .where('locked_by', '=', worker)
        .returning('announcements')
        .executeTakeFirst()
      if (counted === undefined) return
      const before = counted.announcements - told.length
      for (const [place, { rendition, percent }] of told.entries()) {
        const data = { song_id, audio_version, rendition, percent }
        await emit(tx, 'song.transcoding', { aggregate_id: song_id, aggregate_version: before + place + 1, data })
      }
    })

  return {
    onProgress(progress) {
      untold.push(progress)
      last = last.then(announce).catch(onError)
    },
    settled: () => last,
  }
}
