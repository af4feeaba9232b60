import type { ArtistCard, SongCard, SongSnapshot } from '@segue/contracts'
import type { SearchDocument } from '@segue/search-index'
import type { ArtistSnapshot, PlaylistSnapshot } from '../db/tables.ts'

/** A card keeps its picture as a path, so that moving the media domain changes no index. */
type StoredSong = Omit<SongCard, 'artwork_url'> & { readonly artwork_path: string | null }
type StoredArtist = Omit<ArtistCard, 'image_url'> & { readonly image_path: string | null }

/** A song under the names that its artists have now; `names` knows those who were announced. */
export function songDocument(song: SongSnapshot, names: ReadonlyMap<string, string>, version: number): SearchDocument {
  const { song_id, title, album, genre, duration_ms, explicit, artwork_path, released_at } = song
  const artists = song.artists.map(({ id, name }) => ({ id, name: names.get(id) ?? name }))
  const by = artists.map(({ name }) => name)
  const card: StoredSong = { id: song_id, title, artists, album, duration_ms, genre, explicit, artwork_path, released_at }
  return { type: 'song', id: song_id, version, title, by, album: album?.title ?? null, genres: [genre], card }
}

export function artistDocument({ artist_id, name, genres, image_path }: ArtistSnapshot, version: number): SearchDocument {
  const card: StoredArtist = { id: artist_id, name, genres, image_path }
  return { type: 'artist', id: artist_id, version, title: name, by: [], album: null, genres, card }
}

export function playlistDocument(playlist: PlaylistSnapshot, version: number): SearchDocument {
  const { playlist_id, name, owner_user_id, owner_name, item_count } = playlist
  const card = { id: playlist_id, name, owner: { id: owner_user_id, display_name: owner_name }, item_count }
  return { type: 'playlist', id: playlist_id, version, title: name, by: [owner_name], album: null, genres: [], card }
}
