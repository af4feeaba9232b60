import { sql } from 'kysely'
import type { Db } from '@segue/database'
import type { Tables } from '../db/tables.ts'
import { announceSong } from '../queries/announce-song.ts'
import type { SongKey } from '../queries/songs.ts'

const batch = 50

/** Publishes scheduled songs whose time has come. Several replicas share the work: each takes rows that no other holds. */
export async function publishDue(db: Db<Tables>): Promise<void> {
  for (;;) {
    const published = await db.transaction().execute(async (tx) => {
      const { rows } = await sql<SongKey>`
        update songs set visibility = 'published', released_at = release_at, version = version + 1, updated_at = now()
        where (artist_id, song_id) in (
          select artist_id, song_id from songs where visibility = 'scheduled' and release_at <= now()
          order by release_at limit ${batch} for update skip locked
        )
        returning artist_id, song_id`.execute(tx)
      for (const song of rows) await announceSong(tx, 'song.published', song)
      return rows.length
    })
    if (published < batch) return
  }
}
