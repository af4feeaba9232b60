import type { EventData } from '@segue/contracts'
import type { Db } from '@segue/database'
import { sql } from 'kysely'
import type { Tables } from '../db/tables.ts'

export interface Job {
  readonly song_id: string
  readonly audio_version: number
  readonly attempts: number
  readonly upload: EventData<'song.uploaded'>
  readonly traceparent: string | null
}

/** Takes the oldest job that is due, or whose process stopped renewing its lease; null when there is none. */
export async function claimJob(db: Db<Tables>, worker: string, lease_ms: number): Promise<Job | null> {
  const { rows } = await sql<Job>`update jobs set
      state = 'running', attempts = attempts + 1, locked_by = ${worker}, locked_until = now() + ${lease_ms} * interval '1 millisecond'
    where (song_id, audio_version) = (
      select song_id, audio_version from jobs
      where (state = 'waiting' and due_at <= now()) or (state = 'running' and locked_until < now())
      order by due_at limit 1 for update skip locked)
    returning song_id, audio_version, attempts, upload, traceparent`.execute(db)
  return rows[0] ?? null
}

/** The job as this worker holds it; no row when it was cancelled or another took it over. */
const held = ({ song_id, audio_version }: Job, worker: string) =>
  sql`song_id = ${song_id} and audio_version = ${audio_version} and state = 'running' and locked_by = ${worker}`

/** Renews the lease; false when the job is no longer this worker's. */
export async function renewLease(db: Db<Tables>, job: Job, worker: string, lease_ms: number): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update jobs set locked_until = now() + ${lease_ms} * interval '1 millisecond' where ${held(job, worker)}`.execute(db)
  return numAffectedRows === 1n
}

/** Puts the job back, due after a pause that doubles with each attempt. */
export async function postponeJob(db: Db<Tables>, job: Job, worker: string): Promise<void> {
  const pause_ms = Math.min(60_000, 1_000 * 2 ** (job.attempts - 1))
  await sql`update jobs set state = 'waiting', locked_by = null, locked_until = null,
      due_at = now() + ${pause_ms} * interval '1 millisecond'
    where ${held(job, worker)}`.execute(db)
}

/** Hands the job back as if it had not been tried: what ended the attempt was not the file's doing. Due after the pause. */
export async function releaseJob(db: Db<Tables>, job: Job, worker: string, pause_ms: number): Promise<void> {
  await sql`update jobs set state = 'waiting', attempts = attempts - 1, locked_by = null, locked_until = null,
      due_at = greatest(due_at, now() + ${pause_ms} * interval '1 millisecond')
    where ${held(job, worker)}`.execute(db)
}

/** Says that the worker writes nothing more for a job that was cancelled under its hands. */
export async function letGo(db: Db<Tables>, { song_id, audio_version }: Job, worker: string): Promise<void> {
  await sql`update jobs set locked_by = null, locked_until = null
    where song_id = ${song_id} and audio_version = ${audio_version} and state = 'cancelled' and locked_by = ${worker}`.execute(db)
}
