import type { followArtist } from '@segue/contracts'
import { repeatable } from '@segue/database'
import { emit } from '@segue/messaging'
import type { Call } from '@segue/service'
import type { Context } from '../context.ts'
import { findArtist } from '../queries/find-artist.ts'
import { follows, turnOn } from '../queries/flip.ts'
import { untilKnown } from '../queries/until-known.ts'

export const handleFollowArtist =
  ({ db, now }: Context) =>
  async ({ caller: { user_id }, params, claim, refuse }: Call<typeof followArtist>): Promise<null> => {
    await untilKnown(async () => (await findArtist(db, params.artist_id)) !== undefined)
    return repeatable(db, claim, async (tx) => {
      const artist = await findArtist(tx, params.artist_id)
      if (!artist) throw refuse('artist_not_found')
      const { artist_id } = artist
      const flip = await turnOn(tx, follows, user_id, artist_id, now())
      if (flip) await emit(tx, 'artist.followed', { aggregate_id: flip.id, aggregate_version: flip.version, data: { user_id, artist_id } })
      return null
    })
  }
