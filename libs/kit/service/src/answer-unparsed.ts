import { randomUUIDv7 } from 'node:crypto'
import { ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { problemOf, refuse, type Refusal } from './refusal.ts'

/** How long the rest of what can't be read is let in, so that its sender hears the answer instead of a broken line. */
const linger_ms = 1_000

/**
 * What Node's HTTP parser makes nothing of never becomes a request: it is answered here, as any refusal is, and the connection ends.
 * Behind a request whose answer is under way there is no answer: it would be read as a part of that one.
 */
export function answerUnparsed(error: { readonly code?: string }, socket: Socket): void {
  if (socket.writableEnded) return
  if (error.code === 'ECONNRESET' || !socket.writable || isAnswering(socket)) {
    socket.destroy()
    return
  }
  const refusal = refusalOf(error.code)
  const request_id = randomUUIDv7()
  const body = JSON.stringify(problemOf(refusal, request_id))
  const headers = {
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    'x-request-id': request_id,
    'cache-control': 'no-store',
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\n${lines.join('')}\r\n${body}`)
  setTimeout(() => socket.destroy(), linger_ms).unref()
}

/** Node keeps the answer that a socket has at the moment where its own handler of these errors looks, which is no part of its interface. */
function isAnswering(socket: Socket): boolean {
  const answer: unknown = Reflect.get(socket, '_httpMessage')
  return answer instanceof ServerResponse && answer.headersSent
}

function refusalOf(code: string | undefined): Refusal {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return refuse('request_timeout')
  if (code === 'HPE_HEADER_OVERFLOW') return refuse('headers_too_large')
  return refuse('invalid_request', { detail: 'This is not HTTP as we know it' })
}
