import { type Grant, grantCookieNames } from './grant.ts'

export interface GrantCookieOptions {
  /** The version directory of the song: a grant for new audio leaves that for the old in place. */
  readonly path: string
  /** Only where the media host's name differs from that of the host that answers. */
  readonly domain?: string
  /** Exactly under https. */
  readonly secure: boolean
  readonly max_age_s: number
}

/**
 * The four `Set-Cookie` values of a grant (RFC 6265bis § 4.1).
 * @throws RangeError for a path or domain that would break out of its attribute.
 */
export function grantCookies(grant: Grant, { path, domain, secure, max_age_s }: GrantCookieOptions): readonly string[] {
  if (!/^\/[\x21-\x3a\x3c-\x7e]*$/.test(path)) throw new RangeError(`Not a cookie path: ${JSON.stringify(path)}`)
  if (domain !== undefined && !/^[A-Za-z0-9.-]+$/.test(domain)) throw new RangeError(`Not a cookie domain: ${JSON.stringify(domain)}`)
  const attributes = [
    `Path=${path}`,
    ...(domain === undefined ? [] : [`Domain=${domain}`]),
    `Max-Age=${Math.max(0, Math.floor(max_age_s))}`,
    'HttpOnly',
    'SameSite=Lax',
    ...(secure ? ['Secure'] : []),
  ].join('; ')
  return [
    `${grantCookieNames.policy}=${grant.policy}; ${attributes}`,
    `${grantCookieNames.signature}=${grant.signature}; ${attributes}`,
    `${grantCookieNames.key_pair_id}=${grant.key_pair_id}; ${attributes}`,
    `${grantCookieNames.hash_algorithm}=${grant.hash_algorithm}; ${attributes}`,
  ]
}
