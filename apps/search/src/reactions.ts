import type { Reactions } from '@segue/messaging'
import type { Context } from './context.ts'
import type { Tables } from './db/tables.ts'
import { onArtist } from './events/on-artist.ts'
import { onPlaylist, onPlaylistDeleted } from './events/on-playlist.ts'
import { onPlaysTotalled } from './events/on-plays-totalled.ts'
import { onSong, onSongHidden } from './events/on-song.ts'

/** What changes the index. */
export const reactionsOf = (context: Pick<Context, 'index'>): Reactions<'search', Tables> => ({
  'song.published': onSong(context),
  'song.updated': onSong(context),
  'song.scheduled': onSongHidden(context),
  'song.withdrawn': onSongHidden(context),
  'song.deleted': onSongHidden(context),
  'artist.created': onArtist(context),
  'artist.updated': onArtist(context),
  'playlist.created': onPlaylist(context),
  'playlist.updated': onPlaylist(context),
  'playlist.deleted': onPlaylistDeleted(context),
  'plays.totalled': onPlaysTotalled(context),
  // Heard by the release before this one, which may still run; what they come to is told as well.
  'plays.counted': async () => {},
})
