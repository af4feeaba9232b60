import type { IncomingMessage } from 'node:http'
import { inSpan, isTracing } from '@segue/service'
import type { MediaStore } from './media-source.ts'
import type { MediaAnswer } from './serve-media.ts'

/** The answer to a request for media in a span of its own, under the caller's where it names one; ends before the bytes are sent. */
export async function traced(request: IncomingMessage, answer: () => Promise<MediaAnswer>): Promise<MediaAnswer> {
  if (!isTracing()) return answer()
  const { method = '', url = '', headers: { traceparent } } = request
  const attributes = { 'http.request.method': method, 'url.path': url.split('?', 1)[0] ?? '' }
  const wish = { service: 'edge', name: 'serveMedia', kind: 'server', traceparent: typeof traceparent === 'string' ? traceparent : '', attributes } as const
  return inSpan(wish, async (note) => {
    const answered = await answer()
    note({ 'http.response.status_code': answered.status })
    return answered
  })
}

/** A store whose reads are spans: of what memory and copies on disk did not have. */
export const tracedStore = (store: MediaStore): MediaStore =>
  isTracing()
    ? { get: (key, range) => inSpan({ service: 'edge', name: 'object-store get', kind: 'client', attributes: { 'segue.object_key': key } }, () => store.get(key, range)) }
    : store
