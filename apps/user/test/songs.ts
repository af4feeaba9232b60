import { randomUUIDv7 } from 'node:crypto'
import type { EventData, EventName, EventOf, SongSnapshot } from '@segue/contracts'

/** A song as the catalog announces it. */
export function someSong(given: Partial<SongSnapshot> = {}): SongSnapshot {
  const song_id = given.song_id ?? randomUUIDv7()
  return {
    song_id,
    owner_user_id: randomUUIDv7(),
    title: 'Prelude',
    artists: [{ id: randomUUIDv7(), name: 'Clara' }],
    album: null,
    genre: 'classical',
    explicit: false,
    release_at: null,
    released_at: '2026-11-24T06:00:00.000Z',
    duration_ms: 61_000,
    loudness_lufs: -14,
    artwork_path: 'images/abc-640.jpg',
    audio: { version: 1, path: `artists/a/albums/single/${song_id}/v1/`, playlists: { 'master.m3u8': '#EXTM3U' } },
    ...given,
  }
}

/** An artist as the catalog announces it. */
export const someArtist = (given: Partial<EventData<'artist.created'>> = {}): EventData<'artist.created'> => ({
  artist_id: randomUUIDv7(),
  owner_user_id: randomUUIDv7(),
  name: 'Clara',
  genres: ['classical'],
  country: 'DE',
  image_path: 'images/def-640.jpg',
  ...given,
})

/** What an event of a song or an artist carries. */
export type DataOf<N extends EventName> = EventData<N> & ({ song_id: string } | { artist_id: string })

/** An event of a song or an artist. */
export function announcement<N extends EventName>(type: N, aggregate_version: number, data: DataOf<N>): EventOf<N> {
  const aggregate_id = 'song_id' in data ? data.song_id : data.artist_id
  return { id: randomUUIDv7(), type, aggregate_id, aggregate_version, occurred_at: new Date().toISOString(), data }
}

/** The last that a song's aggregate says. */
export const deletion = (song_id: string, version: number) =>
  announcement('song.deleted', version, { song_id, path: `artists/a/albums/single/${song_id}/` })
