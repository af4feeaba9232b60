import type { EventOf } from '@segue/contracts'
import { sql, type Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'

/** Leaves a tombstone, so that an announcement that comes late revives nothing. */
export async function onSongDeleted(tx: Transaction<Tables>, { aggregate_version: version, data }: EventOf<'song.deleted'>): Promise<void> {
  await sql`
    insert into songs (song_id, status, version, snapshot) values (${data.song_id}, 'deleted', ${version}, null)
    on conflict (song_id) do update set status = 'deleted', version = excluded.version, snapshot = null
    where songs.status <> 'deleted'`.execute(tx)
}
