import type { Reactions } from '@segue/messaging'
import type { Tables } from '../db/tables.ts'
import { onArtistAnnounced } from './on-artist-announced.ts'
import { onSongAnnounced } from './on-song-announced.ts'
import { onSongDeleted } from './on-song-deleted.ts'

/** What this service does about the events of others. */
export const reactions: Reactions<'user', Tables> = {
  'song.scheduled': onSongAnnounced('scheduled'),
  'song.published': onSongAnnounced('published'),
  'song.updated': onSongAnnounced('published'),
  'song.withdrawn': onSongAnnounced('withdrawn'),
  'song.deleted': onSongDeleted,
  'artist.created': onArtistAnnounced,
  'artist.updated': onArtistAnnounced,
}
