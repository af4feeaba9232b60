import { pino, type Logger } from 'pino'

export type { Logger }

/** Structured logs on standard output; what could open an account or a file is redacted. */
export const createLogger = (service: string, level: string): Logger =>
  pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['*.authorization', '*.cookie', '*.password', '*.refresh_token', '*.access_token', '*.email', 'headers.authorization', 'headers.cookie'],
      censor: '[redacted]',
    },
  })
