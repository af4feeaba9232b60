import { connect } from 'node:net'

export interface Ask {
  /** Path and query. */
  readonly target: string
  /** Default GET. */
  readonly method?: 'PATCH' | 'POST' | 'PUT'
  /** JSON. */
  readonly body?: string
}

export interface LoadOptions {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly connections: number
  /** What the connections share out between them; the load ends with it. */
  readonly asks: Iterable<Ask>
}

/** How long each request took, in the order they ended. */
export interface Load {
  readonly times_ms: readonly number[]
  readonly took_s: number
}

/** The same again and again for so long. */
export function* during(duration_s: number, ask: Ask): Generator<Ask> {
  const end = performance.now() + duration_s * 1000
  while (performance.now() < end) yield ask
}

/**
 * Closed loop over keep-alive sockets. It reads an answer's status and length and counts its bytes: a whole HTTP client
 * would cost more than the servers it measures. Rejects at anything but 200.
 */
export async function load({ url, headers, connections, asks }: LoadOptions): Promise<Load> {
  const { hostname, port, host } = new URL(url)
  const lines = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`).join('')
  const queue = asks[Symbol.iterator]()
  const times_ms: number[] = []

  const converse = () =>
    new Promise<void>((resolve, reject) => {
      let began = 0
      /** Bytes of the answer still to come; null before its head is complete. */
      let left: number | null = null
      const socket = connect({
        host: hostname,
        port: Number(port),
        onread: { buffer: Buffer.allocUnsafe(1 << 18), callback: (length, chunk) => take(Buffer.from(chunk.buffer, chunk.byteOffset, length)) },
      })
      socket.setNoDelay(true).once('connect', ask).once('error', reject).once('close', () => reject(new Error(`${url} closed the connection`)))

      function ask(): void {
        const next = queue.next()
        if (next.done === true) {
          resolve()
          return void socket.destroy()
        }
        left = null
        began = performance.now()
        const { method = 'GET', target, body } = next.value
        const content = body === undefined ? '\r\n' : `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
        socket.write(`${method} ${target} HTTP/1.1\r\n${lines}${content}`)
      }

      function take(chunk: Buffer): boolean {
        left = left === null ? readHead(chunk) : left - chunk.length
        if (left !== 0) return true
        times_ms.push(performance.now() - began)
        ask()
        return true
      }

      /** Servers send a head of a few hundred bytes in one piece. */
      function readHead(chunk: Buffer): number {
        const end = chunk.indexOf('\r\n\r\n')
        const head = chunk.toString('latin1', 0, Math.max(0, end))
        const length = /^content-length: (\d+)/im.exec(head)?.[1]
        if (head.startsWith('HTTP/1.1 200') && length !== undefined) return Number(length) - (chunk.length - end - 4)
        reject(new Error(`${url} answered ${chunk.toString('latin1', 0, 500)}`))
        socket.destroy()
        return Number.NaN
      }
    })

  const began = performance.now()
  await Promise.all(Array.from({ length: connections }, converse))
  return { times_ms, took_s: (performance.now() - began) / 1000 }
}
