import { isKey } from '@segue/object-store'

export interface MediaPath {
  readonly key: string
  /** Open to anyone; the rest asks for a grant. */
  readonly open: boolean
  readonly kind: 'playlist' | 'segment' | 'picture'
}

const waveform = /^artists\/[^/]+\/albums\/[^/]+\/[^/]+\/v\d+\/waveform\.json$/

/**
 * What the raw target of a request names, before anything decodes it; null for whatever is not media, said in its one plain spelling.
 * An object's key has no `%`, `\`, `//`, dot segment or query, so a path that has one names nothing, and none is ever decoded into a key.
 */
export function readMediaPath(target: string): MediaPath | null {
  const key = target.slice(1)
  if (!target.startsWith('/') || !isKey(key)) return null
  if (key.startsWith('images/') || waveform.test(key)) return { key, open: true, kind: 'picture' }
  if (!key.startsWith('artists/')) return null
  return { key, open: false, kind: key.endsWith('.m3u8') ? 'playlist' : 'segment' }
}
