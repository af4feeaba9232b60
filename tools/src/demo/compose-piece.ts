import { rename, writeFile } from 'node:fs/promises'
import { catalogue } from './catalogue.ts'
import { encodePiece, renderPiece } from './render-piece.ts'

const [key, path] = process.argv.slice(2)
const found = catalogue.flatMap((artist) => artist.songs.map((song) => ({ artist, song }))).find(({ song }) => song.key === key)
if (found === undefined || path === undefined) {
  const keys = catalogue.flatMap(({ songs }) => songs.map((song) => song.key))
  console.error(`usage: node compose-piece.ts <key> <path.flac>\nkeys: ${keys.join(', ')}`)
  process.exitCode = 2
} else {
  await writeFile(`${path}.part`, encodePiece(found.artist, found.song, renderPiece(found.song)))
  await rename(`${path}.part`, path)
}
