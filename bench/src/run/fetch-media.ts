import { getSong } from '@segue/contracts'
import type { Person } from '@segue/tools/visitors'
import type { StaticFile } from '../limits/static-player.ts'

export interface SongMedia {
  /** What opens the files, as a `Cookie` header. */
  readonly cookie: string
  /** Path of the master playlist. */
  readonly master: string
  /** Every playlist, init segment and segment that the grant opens, by path. */
  readonly files: ReadonlyMap<string, StaticFile>
}

const quoted_uri = /^#EXT-X-MAP:.*URI="([^"]+)"/

/** Everything a player could load of a song, from the edge, with the listener's grant. */
export async function fetchMedia({ client }: Person, song_id: string): Promise<SongMedia> {
  const { stream } = await client.call(getSong, { params: { song_id }, query: { cookies: 'body' } })
  if (!stream?.cookies) throw new Error('No grant')
  const cookie = Object.entries(stream.cookies).map(([name, value]) => `${name}=${value}`).join('; ')
  const files = new Map<string, StaticFile>()
  const fetchInto = async (url: string) => {
    const response = await fetch(url, { headers: { cookie, 'accept-encoding': 'identity' } })
    if (!response.ok) throw new Error(`${url} answered ${response.status}`)
    files.set(new URL(url).pathname, { content_type: response.headers.get('content-type') ?? '', bytes: Buffer.from(await response.arrayBuffer()) })
  }
  for (const [url, text] of Object.entries(stream.playlists)) {
    await fetchInto(url)
    const uris = text.split('\n').map((line) => quoted_uri.exec(line)?.[1] ?? (line.startsWith('#') ? '' : line)).filter((uri) => uri !== '' && !uri.endsWith('.m3u8'))
    for (const uri of uris) await fetchInto(new URL(uri, url).href)
  }
  return { cookie, master: new URL(stream.url).pathname, files }
}

export interface Segment {
  readonly target: string
  readonly bytes: Buffer
}

/** The smallest and the largest segment of a song. */
export function outermostSegments({ files }: SongMedia): { readonly smallest: Segment; readonly largest: Segment } {
  const segments = [...files].flatMap(([target, { bytes }]) => (target.endsWith('.m4s') ? [{ target, bytes }] : [])).toSorted((a, b) => a.bytes.length - b.bytes.length)
  const [smallest, largest] = [segments[0], segments.at(-1)]
  if (smallest === undefined || largest === undefined) throw new Error('The song has no segments')
  return { smallest, largest }
}

export const inKilobytes = (bytes: Buffer): string => `${Math.round(bytes.length / 1000)} kB`
