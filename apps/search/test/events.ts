import { randomUUIDv7 } from 'node:crypto'
import type { EventData, EventName, EventOf, SongSnapshot } from '@segue/contracts'

/** An event as its owner would announce it now. */
export const announced = <N extends EventName>(type: N, aggregate_id: string, version: number, data: EventData<N>): EventOf<N> => ({
  id: randomUUIDv7(),
  type,
  aggregate_id,
  aggregate_version: version,
  occurred_at: new Date().toISOString(),
  data,
})

interface Named {
  readonly id: string
  readonly name: string
}

/** A song as the catalog announces it. */
export const song = (song_id: string, title: string, artists: readonly Named[], more: Partial<SongSnapshot> = {}): SongSnapshot => ({
  song_id,
  owner_user_id: song_id,
  title,
  artists: [...artists],
  album: null,
  genre: 'House',
  explicit: false,
  release_at: null,
  released_at: '2026-01-01T00:00:00.000Z',
  duration_ms: 201_000,
  loudness_lufs: -14,
  artwork_path: 'images/abc-640.jpg',
  audio: { version: 1, path: `artists/a/albums/single/${song_id}/v1/`, playlists: {} },
  ...more,
})

export const artist = ({ id, name }: Named): EventData<'artist.created'> => ({
  artist_id: id,
  owner_user_id: id,
  name,
  genres: ['House'],
  country: null,
  image_path: null,
})

export const playlist = (playlist_id: string, name: string, visibility: 'public' | 'private'): EventData<'playlist.created'> => ({
  playlist_id,
  owner_user_id: playlist_id,
  owner_name: 'Ada',
  name,
  description: null,
  visibility,
  item_count: 3,
})

export const plays = (...counts: readonly (readonly [song_id: string, plays: number])[]): EventData<'plays.totalled'> => ({
  items: counts.map(([song_id, count]) => ({ song_id, plays: count })),
})
