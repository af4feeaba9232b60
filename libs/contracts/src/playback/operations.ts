import { Type, type Static } from 'typebox'
import { SongCard } from '../catalog/models.ts'
import { Bitrate, Closed, Id, Nullable, OneOf, Timestamp } from '../fields.ts'
import { operation } from '../operation.ts'

export const UnavailableReason = OneOf('not_released', 'taken_down', 'explicit_filtered')
export type UnavailableReason = Static<typeof UnavailableReason>

export const Stream = Type.Object({
  url: Type.String({ description: 'Master playlist; no query, changes only with the audio version' }),
  expires_at: Timestamp,
  max_bitrate_kbps: Bitrate,
  playlists: Type.Record(Type.String(), Type.String(), { description: 'Text of every playlist that the grant opens, by URL' }),
  cookies: Type.Optional(Type.Record(Type.String(), Type.String(), { description: 'With ?cookies=body: the same values as in Set-Cookie' })),
})
export type Stream = Static<typeof Stream>

/** `stream` is absent without a token, null when this listener may not play. */
export const PlayableSong = Type.Object({
  ...SongCard.properties,
  waveform_url: Type.String(),
  loudness_lufs: Type.Number(),
  stream: Type.Optional(Nullable(Stream)),
  unavailable_reason: Type.Optional(UnavailableReason),
})
export type PlayableSong = Static<typeof PlayableSong>

export const getSong = operation('getSong', {
  method: 'GET',
  path: '/v1/songs/:song_id',
  summary: 'A song and, with a token, the grant to play it',
  description:
    'With a token that may play, four `CloudFront-*` cookies open the song version on the media domain, and `stream.playlists` holds the text of its playlists. Changes nothing: safe to call ahead.',
  access: 'anyone',
  criticality: 'critical',
  params: Type.Object({ song_id: Id }),
  query: Type.Object({ cookies: Type.Optional(OneOf('body')) }),
  reply: { status: 200, body: PlayableSong },
  refusals: { song_not_found: [404, 'There is no such song'] },
})

export const PlaybackEvent = Closed({
  id: Id,
  type: OneOf('started', 'progress', 'completed', 'skipped'),
  song_id: Id,
  position_ms: Type.Integer({ minimum: 0, maximum: 86_400_000 }),
  occurred_at: Timestamp,
})
export type PlaybackEvent = Static<typeof PlaybackEvent>

export const recordPlayback = operation('recordPlayback', {
  method: 'POST',
  path: '/v1/playback/events',
  summary: 'What was heard, in batches',
  description: 'Ids are made by the client: sending an event again changes nothing. Offline plays come late with their own time.',
  access: 'listener',
  criticality: 'critical',
  body: Type.Array(PlaybackEvent, { minItems: 1, maxItems: 100 }),
  reply: { status: 202, body: Type.Object({ accepted: Type.Integer() }) },
  refusals: { song_not_found: [404, 'One of the songs does not exist'] },
})
