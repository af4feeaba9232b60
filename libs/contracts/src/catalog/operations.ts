import { Type } from 'typebox'
import { ChecksumSha256, Closed, Country, Cursor, CursorList, Id, Limit, Line, Nullable, Offset, OneOf, Text, Timestamp } from '../fields.ts'
import { operation } from '../operation.ts'
import { ArrivedPart, Artist, ChartWindow, MultipartUpload, OwnSong, SignedPutRequest, SingleUpload, SongCard, SongStatus, Upload } from './models.ts'

const SongParams = Type.Object({ song_id: Id })
const song_not_found = [404, 'There is no such song'] as const
const not_your_song = [403, 'This song belongs to another artist'] as const
const not_an_artist = [403, 'Become an artist first: POST /v1/artists'] as const
const no_upload = [409, 'This song waits for no upload'] as const
const unknown_album = [422, 'There is no such album of yours'] as const

const SongFields = {
  title: Line(200),
  genre: Line(60),
  album_id: Type.Optional(Nullable(Id)),
  explicit: Type.Optional(Type.Boolean()),
  release_at: Type.Optional(Nullable(Timestamp)),
  featured_artist_ids: Type.Optional(Type.Array(Id, { maxItems: 20, uniqueItems: true })),
}

export const createArtist = operation('createArtist', {
  method: 'POST',
  path: '/v1/artists',
  summary: 'Become an artist',
  access: 'listener',
  body: Closed({
    name: Line(120),
    country: Type.Optional(Nullable(Country)),
    bio: Type.Optional(Nullable(Text(5000))),
    genres: Type.Optional(Type.Array(Line(60), { maxItems: 10, uniqueItems: true })),
  }),
  reply: { status: 201, body: Artist },
  refusals: { already_an_artist: [409, 'This account has an artist'] },
})

export const getArtist = operation('getArtist', {
  method: 'GET',
  path: '/v1/artists/:artist_id',
  summary: "An artist's page",
  access: 'anyone',
  params: Type.Object({ artist_id: Id }),
  reply: { status: 200, body: Artist },
  refusals: { artist_not_found: [404, 'There is no such artist'] },
})

export const listArtistSongs = operation('listArtistSongs', {
  method: 'GET',
  path: '/v1/artists/:artist_id/songs',
  summary: "An artist's published songs, newest first",
  access: 'anyone',
  params: Type.Object({ artist_id: Id }),
  query: Type.Object({ limit: Limit, offset: Offset, cursor: Cursor }),
  reply: { status: 200, body: CursorList(SongCard) },
  refusals: { artist_not_found: [404, 'There is no such artist'] },
})

export const getMyArtist = operation('getMyArtist', {
  method: 'GET',
  path: '/v1/artists/me',
  summary: 'My artist',
  access: 'listener',
  reply: { status: 200, body: Artist },
  refusals: { artist_not_found: [404, 'There is no such artist'] },
})

export const listMySongs = operation('listMySongs', {
  method: 'GET',
  path: '/v1/artists/me/songs',
  summary: 'My songs in every status, newest first',
  access: 'listener',
  query: Type.Object({ limit: Limit, cursor: Cursor, status: Type.Optional(SongStatus) }),
  reply: { status: 200, body: CursorList(OwnSong) },
  refusals: { not_an_artist },
})

export const getMySong = operation('getMySong', {
  method: 'GET',
  path: '/v1/artists/me/songs/:song_id',
  summary: 'One of my songs, with its failure and the tags found in the file',
  access: 'listener',
  params: SongParams,
  reply: { status: 200, body: OwnSong },
  refusals: { not_an_artist, song_not_found },
})

export const UploadFile = Closed({
  name: Line(255),
  size: Type.Integer({ minimum: 1 }),
  content_type: Line(120),
  checksum_sha256: Type.Optional(ChecksumSha256),
})

/** The fields of `multipart/form-data`; every value of a form is text. */
export const SongForm = Closed({ ...SongFields })

export const createSong = operation('createSong', {
  method: 'POST',
  path: '/v1/songs',
  summary: 'Make a song and get signed URLs for its file',
  description:
    'As JSON: 201 with the upload; `checksum_sha256` is needed up to 16 MiB (a single upload). As `multipart/form-data` (`file` and the same fields): the file streams through and the answer is 202 `{song}`.',
  access: 'listener',
  body: Closed({ ...SongFields, file: UploadFile }),
  body_kind: 'json-or-form',
  deadline_s: 3_600,
  reply: { status: 201, body: Type.Object({ song: OwnSong, upload: Type.Optional(Upload) }) },
  refusals: {
    not_an_artist,
    unsupported_format: [422, 'This kind of file can not be published'],
    file_too_large: [422, 'The file is larger than this installation takes'],
    checksum_required: [422, 'Up to 16 MiB the checksum is needed'],
    unknown_album,
    unknown_artist: [422, 'One of the featured artists does not exist'],
    upload_incomplete: [409, 'The file did not arrive as declared'],
  },
})

export const signUploadParts = operation('signUploadParts', {
  method: 'POST',
  path: '/v1/songs/:song_id/upload/parts',
  summary: 'Signed URLs for parts of a multipart upload',
  access: 'listener',
  params: SongParams,
  body: Closed({
    parts: Type.Array(Closed({ number: Type.Integer({ minimum: 1, maximum: 10_000 }), checksum_sha256: ChecksumSha256 }), { minItems: 1, maxItems: 100 }),
  }),
  reply: { status: 200, body: Type.Object({ parts: Type.Array(Type.Object({ number: Type.Integer(), ...SignedPutRequest.properties })) }) },
  refusals: {
    song_not_found,
    not_your_song,
    no_upload,
    not_multipart: [409, 'This upload is a single one'],
    no_such_part: [422, 'The upload has no part of that number'],
  },
})

export const getUpload = operation('getUpload', {
  method: 'GET',
  path: '/v1/songs/:song_id/upload',
  summary: 'The upload as declared and what of it arrived, to go on where it stopped',
  access: 'listener',
  params: SongParams,
  reply: {
    status: 200,
    body: Type.Union([
      Type.Object({ ...SingleUpload.properties, file: UploadFile, parts: Type.Array(ArrivedPart) }),
      Type.Object({ ...MultipartUpload.properties, file: UploadFile, parts: Type.Array(ArrivedPart) }),
    ]),
  },
  refusals: { song_not_found, not_your_song, no_upload },
})

export const completeUpload = operation('completeUpload', {
  method: 'POST',
  path: '/v1/songs/:song_id/upload/complete',
  summary: 'Say that the bytes are there; the server looks for itself',
  description: 'A second call gives the same answer and starts no second job.',
  access: 'listener',
  deadline_s: 60,
  params: SongParams,
  body: Type.Optional(Closed({})),
  reply: { status: 202, body: Type.Object({ song: OwnSong }) },
  refusals: { song_not_found, not_your_song, upload_incomplete: [409, 'Bytes are missing or wrong; send them again'] },
})

export const streamSongEvents = operation('streamSongEvents', {
  method: 'GET',
  path: '/v1/songs/:song_id/events',
  summary: 'Live progress of an upload',
  description:
    '`status` `{status}`, `progress` `{rendition, percent}`, `ready` `{}` or `failed` `{code}`, from the start of the latest upload or after `Last-Event-ID`; a comment every 15 s keeps the line open.',
  access: 'listener',
  params: SongParams,
  reply: { status: 200, body: Type.String(), kind: 'event-stream' },
  deadline_s: 120,
  refusals: { song_not_found, not_your_song },
})

export const updateSong = operation('updateSong', {
  method: 'PATCH',
  path: '/v1/songs/:song_id',
  summary: 'Change a song, schedule it, take it down or bring it back',
  access: 'listener',
  params: SongParams,
  body: Closed({
    title: Type.Optional(Line(200)),
    genre: Type.Optional(Line(60)),
    album_id: Type.Optional(Nullable(Id)),
    explicit: Type.Optional(Type.Boolean()),
    release_at: Type.Optional(Nullable(Timestamp)),
    visibility: Type.Optional(OneOf('published', 'taken_down')),
  }),
  reply: { status: 200, body: OwnSong },
  refusals: { song_not_found, not_your_song, unknown_album, song_not_ready: [409, 'The song is not processed yet'] },
})

export const deleteSong = operation('deleteSong', {
  method: 'DELETE',
  path: '/v1/songs/:song_id',
  summary: 'Delete a song for ever',
  access: 'listener',
  params: SongParams,
  reply: { status: 204 },
  refusals: { song_not_found, not_your_song },
})

export const listTrending = operation('listTrending', {
  method: 'GET',
  path: '/v1/songs/trending',
  summary: 'The chart: most played, filled up with the newest songs',
  description: 'A play counts after 30 s, or the whole of a shorter song, once for each listener and song in an hour. Refreshed on a schedule.',
  access: 'anyone',
  criticality: 'sheddable',
  query: Type.Object({
    window: Type.Enum(ChartWindow.enum, { default: 'day' }),
    genre: Type.Optional(Line(60)),
    region: Type.Optional(Country),
    limit: Limit,
    offset: Offset,
  }),
  reply: {
    status: 200,
    body: Type.Object({
      items: Type.Array(
        Type.Object({ rank: Type.Integer(), previous_rank: Nullable(Type.Integer()), song: SongCard, plays: Type.Integer() }),
      ),
      generated_at: Timestamp,
      window: ChartWindow,
      next_update_at: Timestamp,
    }),
  },
})
