import type { Artist, getArtist } from '@segue/contracts'
import type { Call } from '@segue/service'
import type { Context } from '../context.ts'
import { findArtist, presentArtist } from '../queries/artists.ts'

export const handleGetArtist =
  ({ db, mediaUrl }: Context) =>
  async ({ params, refuse }: Call<typeof getArtist>): Promise<Artist> => {
    const artist = await db.read((reader) => findArtist(reader, params.artist_id))
    if (artist === undefined) throw refuse('artist_not_found')
    return presentArtist(artist, mediaUrl)
  }
