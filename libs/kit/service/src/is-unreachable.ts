import { isOutOfReach } from '@segue/database'

/** The network's words for: not now, besides those that the database has too. */
const codes = new Set([
  'ECONNABORTED', 'EHOSTDOWN', 'UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT',
])

/** What drivers call it where they keep the code to themselves; AbortError is the AWS SDK's for a deadline of ours. */
const names = new Set(['TimeoutError', 'AbortError', 'ConnectionError', 'NoLivingConnectionsError', 'MaxRetriesPerRequestError', 'IllegalOperationError'])

const statuses = new Set([502, 503, 504])
/** S3 asks to try again after a 500, too. */
const storeStatuses = new Set([500, ...statuses])

/**
 * True when something that we need does not answer, whatever its protocol: trying again later may help. What was answered and
 * refused (a wrong password, a missing bucket, `Misconfigured`) is not of this kind.
 */
export function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error) || error.name === 'Misconfigured') return false
  if (isOutOfReach(error) || names.has(error.name)) return true
  if ('code' in error && codes.has(String(error.code))) return true
  if ('statusCode' in error && statuses.has(Number(error.statusCode))) return true
  if ('$metadata' in error && storeStatuses.has(statusOf(error.$metadata))) return true
  const inner: readonly unknown[] = error instanceof AggregateError ? error.errors : [error.cause]
  return inner.some(isUnreachable)
}

/** Where the AWS SDK keeps it. */
function statusOf(metadata: unknown): number {
  return typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata ? Number(metadata.httpStatusCode) : 0
}
