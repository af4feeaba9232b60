import { randomUUIDv7 } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

const valid = /^[A-Za-z0-9._-]{8,128}$/

/** The client's `x-request-id` when it is valid, otherwise one of ours. */
export function requestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && valid.test(given) ? given : randomUUIDv7()
}
