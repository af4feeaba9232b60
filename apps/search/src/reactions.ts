import type { Reactions, Together } from '@segue/messaging'
import type { Changes, IndexWriter } from '@segue/search-index'
import type { Tables } from './db/tables.ts'
import { onArtist } from './events/on-artist.ts'
import { onPlaylist, onPlaylistDeleted } from './events/on-playlist.ts'
import { onPlaysTotalled } from './events/on-plays-totalled.ts'
import { onSong, onSongHidden } from './events/on-song.ts'
import { lockAll, lockSome } from './queries/lock-credits.ts'

type Effect = readonly Changes[]

/** What changes the index: each reaction answers what that is to hold. */
export const reactions: Reactions<'search', Tables, Effect> = {
  'song.published': onSong,
  'song.updated': onSong,
  'song.scheduled': onSongHidden,
  'song.withdrawn': onSongHidden,
  'song.deleted': onSongHidden,
  'artist.created': onArtist,
  'artist.updated': onArtist,
  'playlist.created': onPlaylist,
  'playlist.updated': onPlaylist,
  'playlist.deleted': onPlaylistDeleted,
  'plays.totalled': onPlaysTotalled,
  // Heard by the release before this one, which may still run; what they come to is told as well.
  'plays.counted': async () => [],
}

/** Events that wait share a transaction and a request to the index, whose refresh is what indexing costs. */
export const together = (index: IndexWriter): Together<Tables, Effect> => ({
  most: 250,
  // Plays concern so many songs that a lock for each would be more than the server has room for.
  begin: (tx, events) => (events.length > 1 || events.some(({ type }) => type === 'plays.totalled') ? lockAll(tx) : lockSome(tx)),
  finish: (effects) => index.write(effects.flat()),
})
