import type { Server } from 'node:http'

/** Counts the requests that are being answered; an event stream is one for as long as it lasts. */
export function countOpenRequests(server: Server): () => number {
  let open = 0
  server.prependListener('request', (_request, response) => {
    open++
    response.once('close', () => open--)
  })
  return () => open
}
