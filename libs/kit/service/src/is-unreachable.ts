import { isOutOfReach } from '@segue/database'

/** The network's words for: not now. A container that is down takes its DNS name with it. */
const codes = new Set([
  'ENOTFOUND', 'EAI_AGAIN', 'ECONNABORTED', 'EHOSTDOWN', 'EHOSTUNREACH', 'ENETUNREACH',
  'UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT',
])

/** What drivers call it where they keep the code to themselves. */
const names = new Set(['TimeoutError', 'ConnectionError', 'NoLivingConnectionsError', 'MaxRetriesPerRequestError', 'IllegalOperationError'])

const statuses = new Set([502, 503, 504])

/**
 * True when something that we need does not answer, whatever its protocol: trying again later may help. What was answered and
 * refused (a wrong password, a missing bucket, `Misconfigured`) is not of this kind.
 */
export function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error) || error.name === 'Misconfigured') return false
  if (isOutOfReach(error) || names.has(error.name)) return true
  if ('code' in error && codes.has(String(error.code))) return true
  if (statuses.has(statusOf(error))) return true
  const inner: readonly unknown[] = error instanceof AggregateError ? error.errors : [error.cause]
  return inner.some(isUnreachable)
}

/** As Node's HTTP clients, and as the AWS SDK's errors have it. */
function statusOf(error: Error): number {
  if ('statusCode' in error) return Number(error.statusCode)
  if (!('$metadata' in error)) return 0
  const { $metadata: metadata } = error
  return typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata ? Number(metadata.httpStatusCode) : 0
}
