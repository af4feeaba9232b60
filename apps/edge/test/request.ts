import { request, type IncomingHttpHeaders } from 'node:http'
import { buffer } from 'node:stream/consumers'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** Sends the path as it is written — `fetch` would tidy it up — and decodes nothing. */
export function ask(url: string, path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET', body?: Uint8Array): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const sent = request({ hostname, port, path, method, headers, agent: false }, (response) => {
      buffer(response).then((bytes) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: bytes }), reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
