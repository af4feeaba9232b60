import { Type } from 'typebox'
import { event } from '../event.ts'
import { Country, Id, Nullable } from '../fields.ts'
import { SongSnapshot } from './models.ts'

const ArtistSnapshot = Type.Object({
  artist_id: Id,
  owner_user_id: Id,
  name: Type.String(),
  genres: Type.Array(Type.String()),
  country: Nullable(Country),
  image_path: Nullable(Type.String()),
})

export const catalogEvents = {
  'artist.created': event('aggregate: the artist', ArtistSnapshot),
  'artist.updated': event('aggregate: the artist', ArtistSnapshot),
  'song.uploaded': event(
    'The original is in the object store and complete; aggregate: the song',
    Type.Object({
      song_id: Id,
      upload_id: Id,
      object_key: Type.String({ description: 'Where the original lies' }),
      audio_version: Type.Integer({ minimum: 1 }),
      output_path: Type.String({ description: 'Directory for the renditions, ends in /' }),
      file: Type.Object({ name: Type.String(), size: Type.Integer(), content_type: Type.String() }),
    }),
  ),
  'song.scheduled': event('Processed, and waits for release_at; aggregate: the song', SongSnapshot),
  'song.published': event('Anyone may hear it from now on; aggregate: the song', SongSnapshot),
  'song.updated': event('Metadata or audio of a song changed that is published, and still is; aggregate: the song', SongSnapshot),
  'song.withdrawn': event('Taken down, may come back; aggregate: the song', SongSnapshot),
  'plays.totalled': event(
    'Plays of all time of some songs; a total only grows, so the greatest is the newest; aggregate: the batch',
    Type.Object({ items: Type.Array(Type.Object({ song_id: Id, plays: Type.Integer({ minimum: 1 }) })) }),
  ),
  'song.deleted': event('Gone for ever; aggregate: the song', Type.Object({ song_id: Id, path: Type.String({ description: 'artists/…/{song_id}/, to erase' }) })),
} as const
