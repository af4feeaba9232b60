import { Type, type Static } from 'typebox'
import { Country, Id, Nullable, OneOf, Rendition, Timestamp } from '../fields.ts'

export const ArtistRef = Type.Object({ id: Id, name: Type.String() })
export const AlbumRef = Type.Object({ id: Id, title: Type.String() })

/** What a list shows of an artist. */
export const ArtistCard = Type.Object({ id: Id, name: Type.String(), genres: Type.Array(Type.String()), image_url: Nullable(Type.String()) })
export type ArtistCard = Static<typeof ArtistCard>

export const Artist = Type.Object({
  ...ArtistCard.properties,
  country: Nullable(Country),
  bio: Nullable(Type.String()),
  created_at: Timestamp,
})
export type Artist = Static<typeof Artist>

/** What a list shows of a song. */
export const SongCard = Type.Object({
  id: Id,
  title: Type.String(),
  artists: Type.Array(ArtistRef, { description: 'The owner first, then the featured ones' }),
  album: Nullable(AlbumRef),
  duration_ms: Type.Integer(),
  genre: Type.String(),
  explicit: Type.Boolean(),
  artwork_url: Nullable(Type.String()),
  released_at: Nullable(Timestamp),
})
export type SongCard = Static<typeof SongCard>

export const SongStatus = OneOf('awaiting_upload', 'processing', 'ready', 'failed')
export type SongStatus = Static<typeof SongStatus>
export const SongVisibility = OneOf('scheduled', 'published', 'taken_down')
export type SongVisibility = Static<typeof SongVisibility>

/** Tags found inside the file, offered as defaults. */
export const EmbeddedTags = Type.Object({
  title: Type.Optional(Type.String()),
  artist: Type.Optional(Type.String()),
  album: Type.Optional(Type.String()),
  genre: Type.Optional(Type.String()),
  year: Type.Optional(Type.Integer()),
  track: Type.Optional(Type.Integer()),
})
export type EmbeddedTags = Static<typeof EmbeddedTags>

/** A song as its artist sees it, in every status. */
export const OwnSong = Type.Object({
  id: Id,
  title: Type.String(),
  artists: Type.Array(ArtistRef),
  album: Nullable(AlbumRef),
  genre: Type.String(),
  explicit: Type.Boolean(),
  status: SongStatus,
  visibility: Nullable(SongVisibility),
  failure: Nullable(Type.Object({ code: Type.String(), message: Type.String() })),
  release_at: Nullable(Timestamp),
  released_at: Nullable(Timestamp),
  duration_ms: Nullable(Type.Integer()),
  loudness_lufs: Nullable(Type.Number()),
  embedded_tags: Nullable(EmbeddedTags),
  artwork_url: Nullable(Type.String()),
  created_at: Timestamp,
  updated_at: Timestamp,
})
export type OwnSong = Static<typeof OwnSong>

export const SignedPutRequest = Type.Object({
  method: Type.Literal('PUT'),
  url: Type.String(),
  headers: Type.Record(Type.String(), Type.String(), { description: 'Send exactly these' }),
  expires_at: Timestamp,
})
export const SingleUpload = Type.Object({ id: Id, kind: Type.Literal('single'), ...SignedPutRequest.properties })
export const MultipartUpload = Type.Object({
  id: Id,
  kind: Type.Literal('multipart'),
  part_size: Type.Integer(),
  part_count: Type.Integer(),
  expires_at: Timestamp,
})
export const Upload = Type.Union([SingleUpload, MultipartUpload])
export type Upload = Static<typeof Upload>

export const ArrivedPart = Type.Object({ number: Type.Integer(), size: Type.Integer() })

/** Everything `GET /songs/{id}/events` can send: SSE event name → data. */
export const songStreamEvents = {
  status: Type.Object({ status: SongStatus }),
  progress: Type.Object({ rendition: Rendition, percent: Type.Integer({ minimum: 0, maximum: 100 }) }),
  ready: Type.Object({}),
  failed: Type.Object({ code: Type.String() }),
} as const

export const ChartWindow = OneOf('hour', 'day', 'week')
export type ChartWindow = Static<typeof ChartWindow>

/**
 * What the catalog announces of a song and every other service remembers. Paths are relative to the media address, so
 * that moving the media domain changes no event.
 */
export const SongSnapshot = Type.Object({
  song_id: Id,
  owner_user_id: Id,
  title: Type.String(),
  artists: Type.Array(ArtistRef),
  album: Nullable(AlbumRef),
  genre: Type.String(),
  explicit: Type.Boolean(),
  release_at: Nullable(Timestamp),
  released_at: Nullable(Timestamp),
  duration_ms: Type.Integer(),
  loudness_lufs: Type.Number(),
  artwork_path: Nullable(Type.String({ description: 'images/{sha256}-640.jpg' })),
  audio: Type.Object({
    version: Type.Integer({ minimum: 1 }),
    path: Type.String({ description: 'artists/…/v1/ — the directory of the version, ends in /' }),
    playlists: Type.Record(Type.String(), Type.String(), { description: 'Path below the version → text' }),
  }),
})
export type SongSnapshot = Static<typeof SongSnapshot>

/** The card of a snapshot; `media_url` is where clients reach the media edge. */
export function songCard(song: SongSnapshot, media_url: string): SongCard {
  const { song_id, title, artists, album, duration_ms, genre, explicit, artwork_path, released_at } = song
  const artwork_url = artwork_path === null ? null : `${media_url}/${artwork_path}`
  return { id: song_id, title, artists, album, duration_ms, genre, explicit, artwork_url, released_at }
}
