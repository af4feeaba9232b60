import type { ArtistCard, EventData } from '@segue/contracts'

/** The card of an artist as announced; `media_url` is where clients reach the media edge. */
export const artistCard = ({ artist_id, name, genres, image_path }: EventData<'artist.created'>, media_url: string): ArtistCard => ({
  id: artist_id,
  name,
  genres,
  image_url: image_path === null ? null : `${media_url}/${image_path}`,
})
