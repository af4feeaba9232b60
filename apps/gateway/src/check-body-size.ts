import type { Operation } from '@segue/contracts'
import { refuse } from '@segue/service'
import type { FastifyRequest } from 'fastify'

const json_limit_bytes = 1_048_576
const form = /^multipart\/form-data\b/i

/** Turns an over-long declaration away before a byte of it travels on; services count what comes without one. */
export const checkBodySize =
  ({ body_kind }: Operation) =>
  async ({ headers }: FastifyRequest): Promise<void> => {
    if (body_kind === 'json-or-form' && form.test(headers['content-type'] ?? '')) return
    if (Number(headers['content-length'] ?? 0) > json_limit_bytes) throw refuse('payload_too_large')
  }
