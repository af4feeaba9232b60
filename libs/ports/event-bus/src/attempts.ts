/** Re-deliveries before an event becomes a dead letter, unless the opener says otherwise. */
export const DELIVERY_LIMIT = 8
/** Handlers at once, unless the consumer says otherwise. */
export const CONCURRENCY = 8

const RETRY_FROM_MS = 100
const RETRY_UP_TO_MS = 5_000
const LONGEST_REASON = 2_000

/** The reason of an event that was taken `delivery_limit` + 1 times, the last time without an answer. */
export const DIED = 'Its process died or hung while handling it'

/** How long a refused event waits after its `attempts`th attempt, in milliseconds. */
export const retryDelay = (attempts: number): number => Math.min(RETRY_FROM_MS * 2 ** (attempts - 1), RETRY_UP_TO_MS)

/** What a dead letter tells of the error that its handler threw. */
export const reasonOf = (error: unknown): string =>
  (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).replaceAll('\0', '').slice(0, LONGEST_REASON)
