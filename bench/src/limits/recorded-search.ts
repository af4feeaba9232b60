import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { openSearchIndex } from '@segue/search-index'
import { load, type Ask } from '../measure/load.ts'

export interface RecordedSearch extends AsyncDisposable {
  /** What the adapter asks OpenSearch, asked of it directly: how long all requests of a query took together. */
  ask(queries: readonly string[]): Promise<readonly number[]>
}

/**
 * The bare engine: the adapter searches once through a proxy that writes down what it asks, and then the same requests go to OpenSearch
 * over a raw socket, and nothing is made of the answers. OpenSearch forgets in between what it kept of those answers.
 */
export async function openRecordedSearch(openSearchUrl: string): Promise<RecordedSearch> {
  await using opening = new AsyncDisposableStack()
  const recorder = opening.use(await startRecorder(openSearchUrl))
  const adapter = opening.use(await openSearchIndex(recorder.url))
  const stack = opening.move()
  return {
    async ask(queries) {
      const recorded: (readonly Ask[])[] = []
      for (const q of queries) {
        recorder.asks.length = 0
        await adapter.search({ q, types: ['song'], genre: null, limit: 20, offset: 0 })
        recorded.push([...recorder.asks])
      }
      await forget(openSearchUrl)
      const { times_ms } = await load({ url: openSearchUrl, headers: {}, connections: 1, asks: recorded.flat() })
      const left = [...times_ms]
      return recorded.map((asks) => left.splice(0, asks.length).reduce((sum, time_ms) => sum + time_ms, 0))
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

/** What the engine kept of answers and filters, as if nobody had asked yet. */
export async function forget(openSearchUrl: string): Promise<void> {
  const response = await fetch(`${openSearchUrl}/_cache/clear?query=true&request=true`, { method: 'POST' })
  if (!response.ok) throw new Error(`OpenSearch answered ${response.status}: ${await response.text()}`)
}

/** Hands everything on and writes down the searches. */
async function startRecorder(openSearchUrl: string): Promise<{ readonly url: string; readonly asks: Ask[] } & AsyncDisposable> {
  const asks: Ask[] = []
  const handOn = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = 'GET', url: target = '/' } = request
    const body = await buffer(request)
    if (target.startsWith('/_msearch')) asks.push({ method: 'POST', target, body: body.toString() })
    const content_type = request.headers['content-type'] ?? 'application/json'
    const answer = await fetch(openSearchUrl + target, { method, ...(body.length > 0 ? { body, headers: { 'content-type': content_type } } : {}) })
    const bytes = Buffer.from(await answer.arrayBuffer())
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' }).end(bytes)
  }
  // An adapter that is hung up on reports it.
  const server = createServer((request, response) => void handOn(request, response).catch(() => response.destroy()))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    asks,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
