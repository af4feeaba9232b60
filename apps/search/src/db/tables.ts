import type { EventData, SongSnapshot } from '@segue/contracts'
import type { MessagingTables } from '@segue/messaging'
import type { ColumnType, Generated, Selectable } from 'kysely'

export type ArtistSnapshot = EventData<'artist.created'>
export type PlaylistSnapshot = EventData<'playlist.created'>

export interface Tables extends MessagingTables {
  /** What songs are indexed from; without a snapshot a song is not to be found. Plays may be known before the song is. */
  songs: {
    song_id: string
    version: number
    snapshot: ColumnType<SongSnapshot | null, string | null, string | null>
    artist_ids: string[]
    /** Of all time. */
    plays: Generated<number>
    /** Grows with every change of what is indexed, be it the song's or its artists': the document's external version. */
    revision: Generated<number>
  }
  /** An artist whom a song named before he was announced is held without a snapshot. */
  artists: {
    artist_id: string
    version: number
    snapshot: ColumnType<ArtistSnapshot | null, string | null, string | null>
  }
  /** Without a snapshot it is not to be found: private, or deleted. */
  playlists: {
    playlist_id: string
    version: number
    snapshot: ColumnType<PlaylistSnapshot | null, string | null, string | null>
  }
}

export type Song = Selectable<Tables['songs']>
