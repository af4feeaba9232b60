import type { Context } from '../context.ts'

/** Erases the objects of one deleted song, if one waits; twice is once. */
export async function eraseOneSong({ db, store }: Context): Promise<boolean> {
  const due = await db.selectFrom('deleted_songs').select(['song_id', 'path']).where('path', 'is not', null).where('due_at', '<=', new Date()).orderBy('due_at').limit(1).executeTakeFirst()
  if (due === undefined || due.path === null) return false
  await store.deletePrefix(due.path)
  await db.updateTable('deleted_songs').set({ path: null }).where('song_id', '=', due.song_id).execute()
  return true
}
