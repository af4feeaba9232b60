/** Whether `If-None-Match` names the entity tag, compared weakly (RFC 9110 § 13.1.2): then the client has it already. */
export function hasEntityTag(if_none_match: string | undefined, etag: string): boolean {
  if (if_none_match === undefined) return false
  return if_none_match.split(',').some((candidate) => candidate.trim() === '*' || candidate.trim().replace(/^W\//, '') === etag)
}

/** Whether `Accept-Encoding` takes gzip (RFC 9110 § 12.5.3); `*` is answered without a coding, which every client takes. */
export function acceptsGzip(accept_encoding: string | undefined): boolean {
  return (accept_encoding ?? '').split(',').some((choice) => /^\s*(x-)?gzip\s*(;\s*q=(1|0?\.\d*[1-9])\d*(\.0*)?\s*)?$/i.test(choice))
}
