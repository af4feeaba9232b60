import type { EventOf } from '@segue/contracts'
import { traceparent } from '@segue/service'
import { sql, type Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { lockSong } from './lock-song.ts'

/** Within this an outcome reaches whoever waits for it, or it was lost. */
const outcome_heard_within_s = 600

/**
 * Queues a job for the version, unless it has one or the song is deleted. Told of the upload again long after its job ended,
 * it does the job again: who announces it never heard the outcome (a queue lost, a database restored).
 */
export async function onSongUploaded(tx: Transaction<Tables>, { data, occurred_at }: EventOf<'song.uploaded'>): Promise<void> {
  const { song_id, audio_version } = data
  await lockSong(tx, song_id)
  await sql`insert into jobs (song_id, audio_version, upload, traceparent)
    select ${song_id}, ${audio_version}, ${JSON.stringify(data)}::jsonb, ${traceparent() ?? null}
    where not exists (select from deleted_songs where song_id = ${song_id})
    on conflict (song_id, audio_version) do update
    set state = 'waiting', attempts = 0, due_at = now(), finished_at = null, traceparent = excluded.traceparent
    where jobs.state in ('done', 'rejected') and jobs.finished_at < ${occurred_at}::timestamptz - ${outcome_heard_within_s} * interval '1 second'`.execute(tx)
}
