import { sql } from 'kysely'
import type { Context } from '../context.ts'

/** An erasure that failed, or whose process died, is tried again after this time. */
const retry_s = 30

/**
 * Erases the objects of one deleted song, if one waits; twice is once. A song that a job may still be writing to waits
 * until its worker let go, or until the lease of one that died has run out.
 */
export async function eraseOneSong({ db, store }: Pick<Context, 'db' | 'store'>): Promise<boolean> {
  const { rows: [due] } = await sql<{ song_id: string; path: string }>`
    update deleted_songs set due_at = now() + ${retry_s} * interval '1 second'
    where song_id = (
      select song_id from deleted_songs
      where path is not null and due_at <= now()
        and not exists (select from jobs where jobs.song_id = deleted_songs.song_id and locked_until > now())
      order by due_at limit 1 for update skip locked)
    returning song_id, path`.execute(db)
  if (due === undefined) return false
  await store.deletePrefix(due.path)
  await db.updateTable('deleted_songs').set({ path: null }).where('song_id', '=', due.song_id).execute()
  return true
}
