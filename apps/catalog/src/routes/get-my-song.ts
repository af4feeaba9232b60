import type { getMySong, OwnSong } from '@segue/contracts'
import type { Call } from '@segue/service'
import type { Context } from '../context.ts'
import { findOwnArtist } from '../queries/artists.ts'
import { findSong, presentOwnSongs } from '../queries/songs.ts'

export const handleGetMySong =
  ({ db, mediaUrl }: Context) =>
  async ({ caller, params, refuse }: Call<typeof getMySong>): Promise<OwnSong> => {
    const artist = await findOwnArtist(db, caller.user_id)
    if (artist === undefined) throw refuse('not_an_artist')
    const row = await findSong(db, { artist_id: artist.artist_id, song_id: params.song_id })
    const [song] = await presentOwnSongs(db, row === undefined ? [] : [row], mediaUrl)
    if (song === undefined) throw refuse('song_not_found')
    return song
  }
