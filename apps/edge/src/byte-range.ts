export interface ByteRange {
  readonly start: number
  /** The last byte, included. */
  readonly end: number
}

/**
 * The one range that a `Range` header asks for (RFC 9110 § 14.1.2): null to answer with everything, which the RFC lets a server do
 * with what it doesn't understand and with several ranges; `unsatisfiable` for 416.
 */
export function readByteRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | null {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(header?.trim() ?? '') ?? []
  if (first === '' && last === '') return null
  if (first === '') return size === 0 || Number(last) === 0 ? 'unsatisfiable' : { start: Math.max(0, size - Number(last)), end: size - 1 }
  const start = Number(first)
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (last !== '' && Number(last) < start) return null
  return start >= size ? 'unsatisfiable' : { start, end }
}
