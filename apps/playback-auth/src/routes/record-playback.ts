import type { PlaybackEvent, recordPlayback, ReplyOf } from '@segue/contracts'
import { repeatable } from '@segue/database'
import type { Call } from '@segue/service'
import type { Context } from '../context.ts'
import { countPlays } from '../queries/count-plays.ts'
import { findListener } from '../queries/find-listener.ts'
import { awaitSong } from '../queries/find-song.ts'
import { insertEvents } from '../queries/insert-events.ts'
import { mayPlay, type Listener } from '../rules/may-play.ts'

/** Keeps what is new of a batch and counts the plays that it completes, in one transaction. */
export const handleRecordPlayback =
  (context: Context) =>
  async ({ body, caller, claim, refuse }: Call<typeof recordPlayback>): Promise<ReplyOf<typeof recordPlayback>> => {
    const listener = await findListener(context, caller)
    const { user_id, country } = listener
    await knowEverySong(context, body, listener, () => refuse('song_not_found'))
    return repeatable(context.db, claim, async (tx) => {
      const songs = await insertEvents(tx, user_id, body, context.now())
      for (const song_id of songs) await countPlays(tx, { user_id, song_id, region: country })
      return { accepted: body.length }
    })
  }

/** A deleted song was real when it was heard; one that never was, or that is not out yet, is a mistake of the client's. */
async function knowEverySong(context: Context, events: readonly PlaybackEvent[], listener: Listener, refusal: () => Error): Promise<void> {
  const ids = [...new Set(events.map(({ song_id }) => song_id))]
  const songs = await Promise.all(ids.map((id) => awaitSong(context, id)))
  const at = context.now()
  if (songs.some((song) => song?.state === 'scheduled' && !mayPlay({ listener, song, at }).visible)) throw refusal()
  const known = await context.db.selectFrom('songs').select('song_id').where('song_id', 'in', ids).execute()
  if (known.length < ids.length) throw refusal()
}
