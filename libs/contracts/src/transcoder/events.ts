import { Type } from 'typebox'
import { EmbeddedTags } from '../catalog/models.ts'
import { event } from '../event.ts'
import { Id, Nullable, Rendition } from '../fields.ts'

export const transcoderEvents = {
  'song.transcoding': event(
    'Progress of one rendition, at most once a second; aggregate: the song, whose version here only grows',
    Type.Object({ song_id: Id, audio_version: Type.Integer(), rendition: Rendition, percent: Type.Integer({ minimum: 0, maximum: 100 }) }),
  ),
  'song.transcoded': event(
    'Every rendition is in the object store; aggregate: the song',
    Type.Object({
      song_id: Id,
      audio_version: Type.Integer(),
      path: Type.String({ description: 'Directory of the version, ends in /' }),
      playlists: Type.Record(Type.String(), Type.String()),
      duration_ms: Type.Integer(),
      loudness_lufs: Type.Number(),
      true_peak_dbtp: Type.Number(),
      source: Type.Object({ codec: Type.String(), sample_rate_hz: Type.Integer(), channels: Type.Integer(), bitrate_kbps: Nullable(Type.Integer()) }),
      tags: EmbeddedTags,
      artwork_path: Nullable(Type.String()),
    }),
  ),
  'song.rejected': event(
    'The file will never become a song; aggregate: the song',
    Type.Object({ song_id: Id, audio_version: Type.Integer(), code: Type.String(), message: Type.String() }),
  ),
} as const
