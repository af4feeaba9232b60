import type { EventData } from '@segue/contracts'
import type { Db } from '@segue/database'
import { emit } from '@segue/messaging'
import type { Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { Job } from './claim-job.ts'
import { rejections } from './measure-jobs.ts'

type Ending =
  | { readonly state: 'done'; readonly data: EventData<'song.transcoded'> }
  | { readonly state: 'rejected'; readonly data: EventData<'song.rejected'> }

/** Ends the job and announces how, in one transaction; does nothing when the job is no longer this worker's. */
export async function finishJob(db: Db<Tables>, job: Job, worker: string, ending: Ending): Promise<Ending['state']> {
  await db.transaction().execute(async (tx) => {
    const mine = await close(tx, job, worker, ending.state)
    if (!mine) return
    const announcement = { aggregate_id: job.song_id, aggregate_version: job.audio_version }
    if (ending.state === 'done') await emit(tx, 'song.transcoded', { ...announcement, data: ending.data })
    else await emit(tx, 'song.rejected', { ...announcement, data: ending.data })
  })
  if (ending.state === 'rejected') rejections.inc({ code: ending.data.code })
  return ending.state
}

async function close(tx: Transaction<Tables>, { song_id, audio_version }: Job, worker: string, state: Ending['state']): Promise<boolean> {
  const closed = await tx
    .updateTable('jobs')
    .set({ state, finished_at: new Date(), locked_by: null, locked_until: null })
    .where('song_id', '=', song_id)
    .where('audio_version', '=', audio_version)
    .where('state', '=', 'running')
    .where('locked_by', '=', worker)
    .returning('song_id')
    .executeTakeFirst()
  return closed !== undefined
}
