import { pino, type Logger } from 'pino'
import { isTracing, traceId } from './tracing.ts'

export type { Logger }

/** Structured logs on standard output, with the trace under way where there is one; what could open an account or a file is redacted. */
export const createLogger = (service: string, level: string): Logger =>
  pino({
    level,
    base: { service },
    ...(isTracing() ? { mixin: traceFields } : {}),
    // A driver's error carries its whole connection; these four say what happened.
    serializers: { err: ({ name, message, code, stack }: Error & { code?: unknown }) => ({ name, message, code, stack }) },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['*.authorization', '*.cookie', '*.password', '*.refresh_token', '*.access_token', '*.email', 'headers.authorization', 'headers.cookie'],
      censor: '[redacted]',
    },
  })

function traceFields(): { readonly trace_id?: string } {
  const trace_id = traceId()
  return trace_id === undefined ? {} : { trace_id }
}
