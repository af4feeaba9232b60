import type { Artist, getMyArtist } from '@segue/contracts'
import type { Call } from '@segue/service'
import type { Context } from '../context.ts'
import { findOwnArtist, presentArtist } from '../queries/artists.ts'

export const handleGetMyArtist =
  ({ db, mediaUrl }: Context) =>
  async ({ caller, refuse }: Call<typeof getMyArtist>): Promise<Artist> => {
    const artist = await findOwnArtist(db, caller.user_id)
    if (artist === undefined) throw refuse('artist_not_found')
    return presentArtist(artist, mediaUrl)
  }
