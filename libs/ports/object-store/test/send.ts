import { createHash } from 'node:crypto'
import { request } from 'node:http'
import type { SignedRequest } from '../src/index.ts'

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64')
}

/** Sends what was signed; `fetch` would correct the lies that these tests need to tell. Resolves to the status, 0 where the line broke. */
export function send(
  signed: SignedRequest,
  body: Uint8Array,
  changes: { readonly url?: string; readonly method?: string; readonly headers?: Readonly<Record<string, string | undefined>> } = {},
): Promise<number> {
  const merged = { 'content-length': String(body.length), ...signed.headers, ...changes.headers }
  const headers = Object.fromEntries(Object.entries(merged).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
  return new Promise((resolve) => {
    const sent = request(changes.url ?? signed.url, { method: changes.method ?? signed.method, headers, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    sent.on('error', () => resolve(0))
    sent.end(body)
  })
}

/** Sends the first bytes of what was signed, and hangs up. */
export function sendHalf(signed: SignedRequest, body: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const sent = request(signed.url, {
      method: signed.method,
      headers: { ...signed.headers, 'content-length': String(body.length) },
      agent: false,
    })
    sent.on('error', () => undefined)
    sent.on('close', resolve)
    sent.write(body.subarray(0, body.length / 2), () => sent.destroy())
  })
}
