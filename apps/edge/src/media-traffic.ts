import type { IncomingMessage } from 'node:http'
import { Counter, lookedUpGauges, metrics, rateOf, recentlySeen } from '@segue/service'

const bytes = new Counter({ name: 'media_bytes_total', help: 'Bytes of media in answers', registers: [metrics] })
const streams = lookedUpGauges({ media_streams: { help: 'Listeners whose grant was seen in the last 30 s', of: 'sum' } }, [])

const signature = 'CloudFront-Signature='
const most_streams = 100_000

export interface MediaTraffic extends Disposable {
  /** An answer to a request that had a grant, or needed none. */
  answered(request: IncomingMessage, status: number, length: number): void
  /** Shares of the limits in use, for the load report. */
  shares(): { readonly streams: number; readonly bandwidth: number }
}

/**
 * Counts bytes, and who listens: a signature is shared by everyone entitled to the same bytes, so a listener is a signature and an
 * address, the one that a balancer names or the connection's. It is a figure for balancing, not one that anybody is judged by.
 */
export function watchTraffic(limits: { readonly streams: number; readonly bytes_per_s: number }): MediaTraffic {
  const listeners = recentlySeen(30_000, most_streams)
  const rate = rateOf(limits.bytes_per_s)
  const watching = streams.watch({}, async () => ({ media_streams: listeners.count() }))
  return {
    answered({ headers: { cookie = '', 'x-forwarded-for': forwarded }, socket }, status, length) {
      bytes.inc(length)
      rate.add(length)
      const at = cookie.indexOf(signature)
      if (at === -1 || status >= 400) return
      const from = at + signature.length
      listeners.see(`${cookie.slice(from, from + 40)} ${String(forwarded ?? socket.remoteAddress)}`)
    },
    shares: () => ({ streams: listeners.count() / limits.streams, bandwidth: rate.share() }),
    [Symbol.dispose]: () => watching[Symbol.dispose](),
  }
}
