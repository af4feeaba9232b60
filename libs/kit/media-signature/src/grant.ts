/** Leave to read what one resource pattern covers, until its policy ends: the values of CloudFront's four cookies. */
export interface Grant {
  /** The policy's exact bytes in CloudFront's base64. */
  readonly policy: string
  readonly signature: string
  readonly key_pair_id: string
  readonly hash_algorithm: string
}

/** CloudFront's own names, so that the same cookies open CloudFront and the edge. */
export const grantCookieNames = {
  policy: 'CloudFront-Policy',
  signature: 'CloudFront-Signature',
  key_pair_id: 'CloudFront-Key-Pair-Id',
  hash_algorithm: 'CloudFront-Hash-Algorithm',
} as const satisfies Record<keyof Grant, string>

const most = 4

/**
 * The grants in a `Cookie` header, the most specific path first. A browser sends a cookie once for every path and domain it was set on,
 * and all names in that one order (RFC 6265 § 5.4), so the values of one grant stand at the same place among those of their name.
 * Past the fourth nothing is read: nobody sets that many, and each costs a signature check.
 */
export function readGrants(cookie_header: string | undefined): readonly Grant[] {
  const policies: string[] = []
  const signatures: string[] = []
  const keyPairIds: string[] = []
  const hashAlgorithms: string[] = []
  for (const pair of (cookie_header ?? '').split(';')) {
    const equals = pair.indexOf('=')
    const name = pair.slice(0, Math.max(0, equals)).trim()
    const value = pair.slice(equals + 1).trim()
    if (name === grantCookieNames.policy) policies.push(value)
    else if (name === grantCookieNames.signature) signatures.push(value)
    else if (name === grantCookieNames.key_pair_id) keyPairIds.push(value)
    else if (name === grantCookieNames.hash_algorithm) hashAlgorithms.push(value)
  }
  const grants: Grant[] = []
  for (const [place, policy] of policies.slice(0, most).entries()) {
    const [signature, key_pair_id, hash_algorithm] = [signatures[place], keyPairIds[place], hashAlgorithms[place]]
    if (signature === undefined || key_pair_id === undefined || hash_algorithm === undefined) break
    grants.push({ policy, signature, key_pair_id, hash_algorithm })
  }
  return grants
}
