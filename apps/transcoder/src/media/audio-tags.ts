import type { MetadataTags } from 'mediabunny'

/** Tags offered as defaults. Free text by strangers: trimmed, without control characters, 300 characters at most. */
export interface AudioTags {
  title?: string
  artist?: string
  album?: string
  album_artist?: string
  genre?: string
  track_number?: number
  disc_number?: number
  released_year?: number
}

function clean(text: string | undefined): string | undefined {
  const line = text?.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]+/gu, ' ').trim()
  return line ? Array.from(line).slice(0, 300).join('') : undefined
}

const positive = (value: number | undefined) => value !== undefined && Number.isInteger(value) && value > 0 && value < 10_000 ? value : undefined

/** Picks what Segue offers as defaults out of the tags of any format. */
export function audioTagsOf(tags: MetadataTags): AudioTags {
  const all = {
    title: clean(tags.title), artist: clean(tags.artist), album: clean(tags.album), album_artist: clean(tags.albumArtist),
    genre: clean(tags.genre), track_number: positive(tags.trackNumber), disc_number: positive(tags.discNumber),
    released_year: positive(tags.date?.getUTCFullYear())
  }
  const { title, artist, album, album_artist, genre, track_number, disc_number, released_year } = all
  return {
    ...(title && { title }), ...(artist && { artist }), ...(album && { album }), ...(album_artist && { album_artist }), ...(genre && { genre }),
    ...(track_number && { track_number }), ...(disc_number && { disc_number }), ...(released_year && { released_year })
  }
}
