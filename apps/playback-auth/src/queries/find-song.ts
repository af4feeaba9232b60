import { setTimeout as pause } from 'node:timers/promises'
import type { Context } from '../context.ts'
import type { KnownSong } from '../rules/may-play.ts'

const kept_ms = 2_000
/** Well before a read's deadline, so that what does not exist is 404 on a busy day, too. */
const patience_ms = 1_200
const look_every_ms = 50

/** What is known of a song, at most two seconds old; null when nothing is, or it was deleted. */
export function findSong({ db, cache }: Pick<Context, 'db' | 'cache'>, song_id: string): Promise<KnownSong | null> {
  return cache.remember(`song:${song_id}`, kept_ms, async () => {
    const row = await db.selectFrom('songs').select(['version', 'state', 'snapshot']).where('song_id', '=', song_id).executeTakeFirst()
    return row === undefined || row.snapshot === null ? null : { ...row, snapshot: row.snapshot }
  })
}

/** The same, and waits a little over a second for a song of which nothing was heard: its announcement may be under way. */
export async function awaitSong(context: Pick<Context, 'db' | 'cache'>, song_id: string): Promise<KnownSong | null> {
  return (await findSong(context, song_id)) ?? (await keepLooking(context, song_id))
}

async function keepLooking(context: Pick<Context, 'db' | 'cache'>, song_id: string): Promise<KnownSong | null> {
  const enough = new AbortController()
  const patience = pause(patience_ms, null, { signal: enough.signal }).catch(() => null)
  try {
    return await Promise.race([lookAgain(context, song_id, enough.signal), patience])
  } finally {
    enough.abort()
  }
}

async function lookAgain(context: Pick<Context, 'db' | 'cache'>, song_id: string, enough: AbortSignal): Promise<KnownSong | null> {
  while (!enough.aborted && !(await isTombstone(context, song_id))) {
    await pause(look_every_ms)
    await context.cache.delete(`song:${song_id}`)
    const song = await findSong(context, song_id)
    if (song !== null) return song
  }
  return null
}

async function isTombstone({ db }: Pick<Context, 'db'>, song_id: string): Promise<boolean> {
  const row = await db.selectFrom('songs').select('state').where('song_id', '=', song_id).executeTakeFirst()
  return row?.state === 'deleted'
}
