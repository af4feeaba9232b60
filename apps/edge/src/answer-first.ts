import type { IncomingMessage, Server, ServerResponse } from 'node:http'

/**
 * Puts `listener` before a server's own: what it takes (true), the framework never sees. For the one route where the framework would
 * cost more than the answer: a segment from memory takes 25 µs with it and 6 µs without, beside 20 µs in the kernel.
 */
export function answerFirst(server: Server, listener: (request: IncomingMessage, response: ServerResponse) => boolean): void {
  const next = server.listeners('request')
  server.removeAllListeners('request')
  server.on('request', (request, response) => {
    if (!listener(request, response)) for (const other of next) Reflect.apply(other, server, [request, response])
  })
}
