import { canvas } from './art/canvas.ts'
import { encodePng } from './art/png.ts'
import type { DemoArtist, DemoSong } from './catalogue.ts'
import { encodeFlac } from './flac/encode-flac.ts'
import { dithered } from './master/dither.ts'
import { master } from './master/master.ts'
import type { Stereo } from './synth/stereo.ts'
import { play } from './synth/studio.ts'

const coverSide_px = 1000

/** Plays and masters a piece: 44.1 kHz, -16 LUFS, true peak under -1 dBTP. The same piece gives the same samples. */
export const renderPiece = ({ composition }: Pick<DemoSong, 'composition'>): Stereo => master(play(composition))

/** Draws the song's cover as a PNG, 1000 pixels square. */
export function renderCover({ cover }: Pick<DemoSong, 'cover'>): Uint8Array {
  const picture = canvas(coverSide_px)
  cover(picture)
  return encodePng(picture)
}

/** The finished file: FLAC with tags and front cover. */
export function encodePiece(artist: DemoArtist, song: DemoSong, { left, right }: Stereo): Uint8Array {
  return encodeFlac({
    left: dithered(left, song.composition.seed),
    right: dithered(right, song.composition.seed + 1),
    tags: { title: song.title, artist: artist.name, album: artist.album, genre: song.genre },
    cover: { png: renderCover(song), side_px: coverSide_px },
  })
}
