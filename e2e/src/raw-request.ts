import { request } from 'node:http'

export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

export interface RawRequest {
  readonly method?: string
  /** Sent byte for byte: nothing is resolved, encoded or decoded on the way. */
  readonly target: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array | AsyncIterable<Uint8Array>
}

/** A request that no URL parser has tidied up, over a connection of its own. */
export function rawRequest(origin: string, { method = 'GET', target, headers = {}, body }: RawRequest): Promise<RawAnswer> {
  const { hostname, port } = new URL(origin)
  return new Promise((resolve, reject) => {
    const sending = request({ hostname, port, method, path: target, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }))
    })
    sending.on('error', reject)
    void send()
    async function send(): Promise<void> {
      if (body instanceof Uint8Array) sending.write(body)
      else if (body !== undefined) for await (const chunk of body) sending.write(chunk)
      sending.end()
    }
  })
}
