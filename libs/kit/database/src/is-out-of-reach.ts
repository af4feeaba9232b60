/** PostgreSQL's and the system's words for: not now. SQLSTATE class 08 is the connection, 57P0x a server that stops or starts. */
const codes = new Set(['57014', '57P01', '57P02', '57P03', '53300', '25006', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'])

/** The driver has no codes for these. */
const messages = [/^timeout exceeded when trying to connect/, /^Query read timeout/, /^Connection terminated/, /^Client has encountered a connection error/]

/** True when the database, rather than the statement, is to blame: trying again later may help. */
export function isOutOfReach(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  return codes.has(code) || code.startsWith('08') || messages.some((pattern) => pattern.test(error.message))
}
