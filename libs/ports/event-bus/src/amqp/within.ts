import { ConnectionError } from './connection-error.ts'

/** Rejects after `ms` with what was waited for; the work itself goes on, and its own failure is then nobody's. */
export async function within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new ConnectionError(`${what}: no answer from RabbitMQ within ${ms / 1000} s`)), ms)
  try {
    return await Promise.race([work, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
