import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream'
import { metrics, Counter, requestId } from '@segue/service'
import type { MediaTraffic } from './media-traffic.ts'
import { type MediaContext, serveMedia } from './serve-media.ts'
import { traced } from './traced.ts'

export interface MediaListenerOptions {
  /** The only origin whose scripts may read media, with their cookies. */
  readonly origin: string
  readonly traffic: MediaTraffic
  /** Aborted when the server begins to close: then every answer ends its connection. */
  readonly closing: AbortSignal
  /** A store that failed; the listener answers 503 itself. */
  readonly onFault: (error: unknown) => void
}

const answers = new Counter({
  name: 'media_answers_total',
  help: 'Answers to requests for media',
  labelNames: ['status'],
  registers: [metrics],
})

const media = /^\/(artists|images)\//
/** No path of ours has any of these; whoever asks with one gets the one refusal, and not a framework's reading of it. */
const disguised = /^[^?]*([%\\]|\/\/|\/\.{1,2}(\/|\?|$))/

/** Takes a request for media and answers it, or leaves it (false) to whoever comes next. */
export function createMediaListener(context: MediaContext, options: MediaListenerOptions) {
  const cors = {
    'access-control-allow-origin': options.origin,
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers': 'etag, content-range, accept-ranges, content-length',
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: target = '', headers: asked } = request
    const { status, headers, body } = await traced(request, () => serveMedia(context, { method, target, headers: asked }))
    answers.inc({ status })
    options.traffic.answered(request, status, body === null ? 0 : Number(headers['content-length'] ?? 0))
    response.writeHead(status, {
      ...headers,
      vary: headers['vary'] === undefined ? 'origin' : `origin, ${headers['vary']}`,
      'x-request-id': requestId(request),
      ...(asked.origin === options.origin && cors),
      ...(options.closing.aborted && { connection: 'close' }),
    })
    if (body === null || body instanceof Uint8Array) response.end(body)
    // A client that went away, or a store that broke off, ends the other side too; there is nobody left to tell.
    else pipeline(body, response, () => undefined)
  }

  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const { method, url = '' } = request
    if ((method !== 'GET' && method !== 'HEAD') || !(media.test(url) || disguised.test(url))) return false
    answer(request, response).catch((error: unknown) => {
      options.onFault(error)
      answers.inc({ status: 503 })
      if (response.headersSent) response.destroy()
      else response.writeHead(503, { 'retry-after': '1', 'cache-control': 'no-store', 'content-length': 0 }).end()
    })
    return true
  }
}
