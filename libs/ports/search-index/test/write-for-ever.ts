import { openSearchIndex } from '../src/index.ts'
import { document } from './documents.ts'

/** Writes forty songs again and again, each time as a newer version, until somebody ends it. */
const [url = ''] = process.argv.slice(2)
const index = await openSearchIndex(url)
for (let version = 1; ; version++) {
  await index.upsert(Array.from({ length: 40 }, (_, place) => document({ type: 'song', id: `song-${place}`, title: `Lantern ${place}`, version, card: { version } })))
}
