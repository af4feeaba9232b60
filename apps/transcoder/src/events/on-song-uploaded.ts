import type { EventOf } from '@segue/contracts'
import { traceparent } from '@segue/service'
import { sql, type Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { lockSong } from './lock-song.ts'

/** Queues a job for the version, unless it has one or the song is deleted. */
export async function onSongUploaded(tx: Transaction<Tables>, { data }: EventOf<'song.uploaded'>): Promise<void> {
  const { song_id, audio_version } = data
  await lockSong(tx, song_id)
  await sql`insert into jobs (song_id, audio_version, upload, traceparent)
    select ${song_id}, ${audio_version}, ${JSON.stringify(data)}::jsonb, ${traceparent() ?? null}
    where not exists (select from deleted_songs where song_id = ${song_id})
    on conflict do nothing`.execute(tx)
}
