import type { likeSong } from '@segue/contracts'
import { repeatable } from '@segue/database'
import { emit } from '@segue/messaging'
import type { Call } from '@segue/service'
import type { Context } from '../context.ts'
import { findSong } from '../queries/find-song.ts'
import { likes, turnOn } from '../queries/flip.ts'
import { untilKnown } from '../queries/until-known.ts'

export const handleLikeSong =
  ({ db, now }: Context) =>
  async ({ caller: { user_id }, params, claim, refuse }: Call<typeof likeSong>): Promise<null> => {
    await untilKnown(async () => {
      const song = await findSong(db, params.song_id)
      return song?.status === 'published' || song?.status === 'deleted'
    })
    return repeatable(db, claim, async (tx) => {
      const song = await findSong(tx, params.song_id)
      if (song?.status !== 'published') throw refuse('song_not_found')
      const { song_id } = song
      const flip = await turnOn(tx, likes, user_id, song_id, now())
      if (flip) await emit(tx, 'song.liked', { aggregate_id: flip.id, aggregate_version: flip.version, data: { user_id, song_id } })
      return null
    })
  }
