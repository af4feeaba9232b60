import type { DemoArtist, DemoSong } from './catalogue.ts'
import { encodeFlac } from './flac/encode-flac.ts'
import { dithered } from './master/dither.ts'
import { master } from './master/master.ts'
import type { Stereo } from './synth/stereo.ts'
import { play } from './synth/studio.ts'

/** Plays and masters a piece: 44.1 kHz, -16 LUFS, true peak under -1 dBTP. The same piece gives the same samples. */
export const renderPiece = ({ composition }: DemoSong): Stereo => master(play(composition))

/** The finished file: FLAC with tags. */
export function encodePiece(artist: DemoArtist, song: DemoSong, { left, right }: Stereo): Uint8Array {
  return encodeFlac({
    left: dithered(left, song.composition.seed),
    right: dithered(right, song.composition.seed + 1),
    tags: { title: song.title, artist: artist.name, album: artist.album, genre: song.genre },
  })
}
