import type { PlaybackEvent, recordPlayback, ReplyOf } from '@segue/contracts'
import { repeatable } from '@segue/database'
import type { Call } from '@segue/service'
import type { Context } from '../context.ts'
import { countPlays } from '../queries/count-plays.ts'
import { findListener } from '../queries/find-listener.ts'
import { awaitSong } from '../queries/find-song.ts'
import { insertEvents } from '../queries/insert-events.ts'

/** Keeps what is new of a batch and counts the plays that it completes, in one transaction. */
export const handleRecordPlayback =
  (context: Context) =>
  async ({ body, caller, claim, refuse }: Call<typeof recordPlayback>): Promise<ReplyOf<typeof recordPlayback>> => {
    const { user_id, country } = await findListener(context, caller)
    await knowEverySong(context, body, () => refuse('song_not_found'))
    return repeatable(context.db, claim, async (tx) => {
      const songs = await insertEvents(tx, user_id, body, context.now())
      for (const song_id of songs) await countPlays(tx, { user_id, song_id, region: country })
      return { accepted: body.length }
    })
  }

/** A deleted song was real when it was heard; one that never was is a mistake of the client's. */
async function knowEverySong(context: Context, events: readonly PlaybackEvent[], refusal: () => Error): Promise<void> {
  const ids = [...new Set(events.map(({ song_id }) => song_id))]
  await Promise.all(ids.map((id) => awaitSong(context, id)))
  const known = await context.db.selectFrom('songs').select('song_id').where('song_id', 'in', ids).execute()
  if (known.length < ids.length) throw refusal()
}
