import { Transform, type Readable } from 'node:stream'
import type { Operation } from '@segue/contracts'
import { refuse } from '@segue/service'
import type { FastifyReply, FastifyRequest } from 'fastify'

const json_limit_bytes = 1_048_576
const form = /^multipart\/form-data\b/i

/** Whether a file comes as a form: such a request takes as long as its sender needs. */
export const isForm = ({ body_kind }: Operation, { headers }: FastifyRequest) =>
  body_kind === 'json-or-form' && form.test(headers['content-type'] ?? '')

/** Turns an over-long declaration away before a byte of it travels on. */
export const checkBodySize =
  (operation: Operation) =>
  async (request: FastifyRequest): Promise<void> => {
    if (!isForm(operation, request) && Number(request.headers['content-length'] ?? 0) > json_limit_bytes) throw refuse('payload_too_large')
  }

/** A body of so many bytes has mostly arrived with its head. */
const small_bytes = 65_536
/** Of a refused body so much is still read. */
const drained_bytes = 32 * 1024 * 1024

/**
 * A body on its way to the service, at one remove from the client's connection: when the service answers early, what is left goes
 * unread, and its sender hears the answer instead of a broken line. One that declares no length is counted, and past the limit fails
 * with the refusal to answer with.
 */
export const relayBody =
  (operation: Operation) =>
  async (request: FastifyRequest, _reply: FastifyReply, body: Readable): Promise<Readable> => {
    if (Number(request.headers['content-length']) <= small_bytes) return body
    const limit = isForm(operation, request) ? Infinity : json_limit_bytes
    let bytes = 0
    const relayed = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        bytes += chunk.length
        done(bytes > limit ? refuse('payload_too_large') : null, chunk)
      },
    })
    body.on('error', (error) => relayed.destroy(error))
    // Whoever reads it hears of an error too; here it must only not go unheard.
    relayed.on('error', () => undefined).on('close', () => body.unpipe(relayed).resume())
    return body.pipe(relayed)
  }

/** Whether the rest of a refused body is short enough to be read; otherwise the connection has to end. */
export const canDrain = ({ headers }: FastifyRequest): boolean => Number(headers['content-length'] ?? Infinity) <= drained_bytes
