import type { Stream } from '@segue/contracts'

/** Below it the first rendition listed is not the one to begin with. */
const first_listed_kbps = 128

/** The initialisation section and the first segment of the rendition that a song begins with: the first one its master playlist lists (RFC 8216 § 4.3.4.2). */
export function firstBytesOf({ url, playlists, max_bitrate_kbps }: Pick<Stream, 'url' | 'playlists' | 'max_bitrate_kbps'>): string[] {
  const [variant] = addressesIn(playlists[url])
  if (variant === undefined || max_bitrate_kbps < first_listed_kbps) return []
  const address = new URL(variant, url).href
  const text = playlists[address]
  const map = /^#EXT-X-MAP:URI="([^"]+)"/m.exec(text ?? '')?.[1]
  const [segment] = addressesIn(text)
  return [map, segment].flatMap((uri) => (uri === undefined ? [] : new URL(uri, address).href))
}

/** Fetches them into the browser's cache, where a press of play then finds them. */
export function fetchFirstBytes(stream: Stream): void {
  for (const address of firstBytesOf(stream)) {
    fetch(address, { credentials: 'include', priority: 'low' }).then(
      (response) => response.arrayBuffer(),
      () => {},
    )
  }
}

const addressesIn = (playlist: string | undefined): string[] => (playlist ?? '').split('\n').filter((line) => line !== '' && !line.startsWith('#'))
