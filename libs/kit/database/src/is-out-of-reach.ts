/**
 * PostgreSQL's and the system's words for: not now. SQLSTATE class 08 is the connection, 53 what the server has run out of (53100 disk,
 * 53200 memory, 53300 connections), 57P0x a server that stops or starts. A container that is down takes its DNS name with it.
 */
const codes = new Set([
  '57014', '57P01', '57P02', '57P03', '53100', '53200', '53300', '25006',
  'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH',
])

/** The driver has no codes for these. */
const messages = [/^timeout exceeded when trying to connect/, /^Query read timeout/, /^Connection terminated/, /^Client has encountered a connection error/]

/** True when the database, rather than the statement, is to blame: trying again later may help. */
export function isOutOfReach(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  return codes.has(code) || code.startsWith('08') || messages.some((pattern) => pattern.test(error.message))
}
