import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

export interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: unknown
}

export interface Given {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** A public API that answers as the test says and remembers what it was asked. */
export async function apiServer(answer: (asked: Asked) => Given | Promise<Given>): Promise<{ readonly url: string; readonly asked: readonly Asked[] } & AsyncDisposable> {
  const asked: Asked[] = []
  const server = createServer((request, reply) => {
    const respond = async () => {
      const body = request.headers['content-type'] === 'application/json' ? await json(request) : null
      const one: Asked = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body }
      asked.push(one)
      const { status, body: given = null, headers = {} } = await answer(one)
      reply.writeHead(status, { 'content-type': status < 400 ? 'application/json' : 'application/problem+json', ...headers })
      reply.end(status === 204 ? undefined : JSON.stringify(given))
    }
    // Whoever hung up in the middle has nothing to be answered.
    respond().catch(() => reply.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export const problem = (status: number, code: string): Given => ({ status, body: { type: 'about:blank', title: code, status, code, request_id: 'request-1' } })
