import type { EventOf } from '@segue/contracts'
import { sql, type Transaction } from 'kysely'
import type { SongStatus, Tables } from '../db/tables.ts'

type SongAnnouncement = EventOf<'song.scheduled' | 'song.published' | 'song.updated' | 'song.withdrawn'>

/** Remembers a song as announced; an older announcement changes nothing, and nothing revives a deleted song. */
export const onSongAnnounced =
  (status: Exclude<SongStatus, 'deleted'>) =>
  async (tx: Transaction<Tables>, { aggregate_version: version, data }: SongAnnouncement): Promise<void> => {
    await sql`
      insert into songs (song_id, status, version, snapshot) values (${data.song_id}, ${status}, ${version}, ${JSON.stringify(data)})
      on conflict (song_id) do update set status = excluded.status, version = excluded.version, snapshot = excluded.snapshot
      where songs.version < excluded.version and songs.status <> 'deleted'`.execute(tx)
  }
