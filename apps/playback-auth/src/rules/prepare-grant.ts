import type { SongSnapshot, Stream } from '@segue/contracts'
import { grantCookies, grantWindow, type Grant, type GrantSigner } from '@segue/media-signature'

export interface PreparedGrant {
  readonly stream: Stream
  readonly set_cookie: readonly string[]
}

/** Seals what a listener may hear of a song: cookies for one prefix, and the playlists that lie under it. */
export type PrepareGrant = (audio: SongSnapshot['audio'], max_bitrate_kbps: Stream['max_bitrate_kbps'], now: Date) => Promise<PreparedGrant>

export interface GrantSettings {
  /** Signs, or knows the signature of the same wish. */
  readonly sign: (wanted: Parameters<GrantSigner['sign']>[0]) => Promise<Grant>
  readonly mediaUrl: string
  readonly publicUrl: string
}

const capped = '128k/'

export function grantsOf({ sign, mediaUrl, publicUrl }: GrantSettings): PrepareGrant {
  const domain = sharedDomain(new URL(publicUrl).hostname, new URL(mediaUrl).hostname)
  const secure = mediaUrl.startsWith('https:')
  return async (audio, max_bitrate_kbps, now) => {
    const { expires_at } = grantWindow(now)
    const version = `${mediaUrl}/${audio.path}`
    const prefix = max_bitrate_kbps === 320 ? '' : capped
    const grant = await sign({ resource: `${version}${prefix}*`, expires_at })
    const below = Object.entries(audio.playlists).filter(([path]) => path.startsWith(prefix) && (prefix !== '' || path !== `${capped}master.m3u8`))
    return {
      stream: {
        url: `${version}${prefix}master.m3u8`,
        expires_at: expires_at.toISOString(),
        max_bitrate_kbps,
        playlists: Object.fromEntries(below.map(([path, text]) => [version + path, text])),
      },
      set_cookie: grantCookies(grant, {
        path: new URL(version).pathname,
        ...(domain === null ? {} : { domain }),
        secure,
        max_age_s: (expires_at.getTime() - now.getTime()) / 1000,
      }),
    }
  }
}

/** The cookies of a grant by their names, for clients that keep no cookies. */
export const cookiesByName = (set_cookie: readonly string[]): Record<string, string> =>
  Object.fromEntries(set_cookie.map((cookie) => cookie.split(';', 1)[0]?.split('=') ?? []).map(([name = '', ...value]) => [name, value.join('=')]))

/** Null where the two are one host; otherwise the longest tail of labels that both names share. */
export function sharedDomain(one: string, other: string): string | null {
  if (one === other) return null
  const labels = one.split('.').toReversed()
  const others = other.split('.').toReversed()
  const first = labels.findIndex((label, place) => label !== others[place])
  const shared = labels.slice(0, first === -1 ? labels.length : first)
  if (shared.length < 2) throw new Error(`SEGUE_PUBLIC_URL (${one}) and SEGUE_MEDIA_URL (${other}) share no domain, so no cookie can reach both`)
  return shared.toReversed().join('.')
}
