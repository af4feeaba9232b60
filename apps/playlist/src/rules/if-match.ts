const tags = /^\s*(?:W\/)?"[^"]*"(?:\s*,\s*(?:W\/)?"[^"]*")*\s*$/

/**
 * Whether a change based on what `If-Match` names may go on (RFC 9110 § 13.1.1). A weak tag counts like a strong one,
 * against the RFC: the version names the state exactly, and proxies that compress weaken the tag of what they pass on.
 */
export function checkIfMatch(header: string | undefined, version: number): 'matches' | 'stale' | 'malformed' {
  if (header === undefined || header.trim() === '*') return 'matches'
  if (!tags.test(header)) return 'malformed'
  return header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etagOf(version)) ? 'matches' : 'stale'
}

export const etagOf = (version: number): string => `"${version}"`
