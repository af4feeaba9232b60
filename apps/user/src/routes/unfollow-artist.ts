import type { unfollowArtist } from '@segue/contracts'
import { repeatable } from '@segue/database'
import { emit } from '@segue/messaging'
import type { Call } from '@segue/service'
import type { Context } from '../context.ts'
import { findArtist } from '../queries/find-artist.ts'
import { follows, turnOff } from '../queries/flip.ts'
import { untilKnown } from '../queries/until-known.ts'

export const handleUnfollowArtist =
  ({ db }: Context) =>
  async ({ caller: { user_id }, params, claim, refuse }: Call<typeof unfollowArtist>): Promise<null> => {
    await untilKnown(async () => (await findArtist(db, params.artist_id)) !== undefined)
    return repeatable(db, claim, async (tx) => {
      const artist = await findArtist(tx, params.artist_id)
      if (!artist) throw refuse('artist_not_found')
      const { artist_id } = artist
      const flip = await turnOff(tx, follows, user_id, artist_id)
      if (!flip) return null
      await emit(tx, 'artist.unfollowed', { aggregate_id: flip.id, aggregate_version: flip.version, data: { user_id, artist_id } })
      return null
    })
  }
