import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { Met, Orders, Sent } from './met.ts'

/** A client that has waited as long has gone away. */
const patience_ms = 5_000
const tick_ms = 2

const agent = new Agent({ keepAlive: true, maxFreeSockets: 1_024 })

/** One request, read to its end. */
function send({ what, url, headers = {} }: Sent): Promise<Met> {
  const began = performance.now()
  return new Promise((resolve) => {
    const met = (status: number, hasRetryAfter: boolean) => resolve({ what, status, took_ms: performance.now() - began, hasRetryAfter })
    const asking = request(url, { agent, headers, timeout: patience_ms }, (answer) => {
      const { statusCode = 0, headers } = answer
      answer.on('error', () => met(0, false)).on('end', () => met(statusCode, headers['retry-after'] !== undefined))
      answer.resume()
    })
    asking.on('timeout', () => asking.destroy()).on('error', () => met(0, false)).on('close', () => met(0, false))
    asking.end()
  })
}

/** So many requests a second for so long, whatever becomes of those before; resolves with all of them when the last has ended. */
async function openLoop(per_s: number, duration_s: number, next: () => Sent): Promise<readonly Met[]> {
  const under: Promise<Met>[] = []
  const began = performance.now()
  for (let due = 0; due < per_s * duration_s; ) {
    due = Math.min(per_s * duration_s, ((performance.now() - began) / 1_000) * per_s)
    while (under.length < due) under.push(send(next()))
    await pause(tick_ms)
  }
  return Promise.all(under)
}

/** As many as are answered by so many clients that wait for each answer. */
async function closedLoop(clients: number, duration_s: number, next: () => Sent): Promise<readonly Met[]> {
  const all: Met[] = []
  const until = performance.now() + duration_s * 1_000
  const client = async () => {
    while (performance.now() < until) all.push(await send(next()))
  }
  await Promise.all(Array.from({ length: clients }, client))
  return all
}

function carryOut(orders: Orders): Promise<readonly Met[]> {
  const { requests, duration_s } = orders
  let mark = 0
  const next = (): Sent => {
    const wanted = requests[mark++ % requests.length]
    if (wanted === undefined) throw new Error('there is nothing to ask for')
    return wanted
  }
  return orders.kind === 'open' ? openLoop(orders.per_s, duration_s, next) : closedLoop(orders.clients, duration_s, next)
}

process.on('message', (orders: Orders) => void carryOut(orders).then((met) => process.send?.(met)))
