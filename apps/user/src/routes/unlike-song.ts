import type { unlikeSong } from '@segue/contracts'
import { repeatable } from '@segue/database'
import { emit } from '@segue/messaging'
import type { Call } from '@segue/service'
import type { Context } from '../context.ts'
import { findSong } from '../queries/find-song.ts'
import { likes, turnOff } from '../queries/flip.ts'
import { untilKnown } from '../queries/until-known.ts'

export const handleUnlikeSong =
  ({ db }: Context) =>
  async ({ caller: { user_id }, params, claim, refuse }: Call<typeof unlikeSong>): Promise<null> => {
    await untilKnown(async () => {
      const song = await findSong(db, params.song_id)
      return song !== undefined && song.status !== 'scheduled'
    })
    return repeatable(db, claim, async (tx) => {
      const song = await findSong(tx, params.song_id)
      // A song that was taken down can't be liked any more, but a like of it can be taken back.
      if (song?.status !== 'published' && song?.status !== 'withdrawn') throw refuse('song_not_found')
      const { song_id } = song
      const flip = await turnOff(tx, likes, user_id, song_id)
      if (flip) await emit(tx, 'song.unliked', { aggregate_id: flip.id, aggregate_version: flip.version, data: { user_id, song_id } })
      return null
    })
  }
