import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'

/** What becomes of a request: passed on, answered in the store's place, or passed on while its sender never hears the answer. */
export type Fate = 'pass' | 'slow-down' | 'lose-answer'

export interface Between extends AsyncDisposable {
  /** The store's URL, by way of this. */
  readonly url: string
  readonly seen: readonly string[]
}

/** A stretch of the network between us and the store; `decide` says what becomes of each request. */
export async function standBetween(url: string, decide: (method: string, nth: number) => Fate): Promise<Between> {
  const far = new URL(new URL(url).searchParams.get('endpoint') ?? '')
  const seen: string[] = []

  function take(asked: IncomingMessage, answer: ServerResponse): void {
    const { method = '', url: path = '', headers } = asked
    const fate = decide(method, seen.push(`${method} ${path}`))
    if (fate === 'slow-down') {
      const body = '<?xml version="1.0" encoding="UTF-8"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>'
      asked.resume().once('end', () => answer.writeHead(503, { 'content-type': 'application/xml', 'content-length': body.length }).end(body))
      return
    }
    const passed = request({ host: far.hostname, port: far.port, method, path, headers, agent: false }, (found) => {
      if (fate === 'lose-answer') found.resume().once('end', () => asked.socket.destroy())
      else found.pipe(answer.writeHead(found.statusCode ?? 0, found.headers))
    })
    passed.on('error', () => asked.socket.destroy())
    asked.pipe(passed)
  }

  const server = createServer(take)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('No port')
  return {
    url: url.replace(far.host, `127.0.0.1:${address.port}`),
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}
