import { Transform, type Readable } from 'node:stream'
import type { Operation } from '@segue/contracts'
import { refuse } from '@segue/service'
import type { FastifyReply, FastifyRequest } from 'fastify'

const json_limit_bytes = 1_048_576
const form = /^multipart\/form-data\b/i

const isForm = ({ body_kind }: Operation, { headers }: FastifyRequest) => body_kind === 'json-or-form' && form.test(headers['content-type'] ?? '')

/** Turns an over-long declaration away before a byte of it travels on. */
export const checkBodySize =
  (operation: Operation) =>
  async (request: FastifyRequest): Promise<void> => {
    if (!isForm(operation, request) && Number(request.headers['content-length'] ?? 0) > json_limit_bytes) throw refuse('payload_too_large')
  }

/** Counts a body that declares no length on its way: past the limit it fails with the refusal to answer with. */
export const limitBody =
  (operation: Operation) =>
  async (request: FastifyRequest, _reply: FastifyReply, body: Readable): Promise<Readable> => {
    if (isForm(operation, request) || request.headers['transfer-encoding'] === undefined) return body
    let bytes = 0
    const counted = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        bytes += chunk.length
        done(bytes > json_limit_bytes ? refuse('payload_too_large') : null, chunk)
      },
    })
    body.on('error', (error) => counted.destroy(error))
    // The rest goes unread, so that its sender hears the answer instead of a broken line.
    counted.on('error', () => body.unpipe(counted).resume())
    return body.pipe(counted)
  }
