import { setTimeout as pause } from 'node:timers/promises'

/** One request, as a client met it. */
export interface Met {
  readonly what: string
  /** 0 when no answer came. */
  readonly status: number
  readonly took_ms: number
  readonly hasRetryAfter: boolean
}

export interface Sent {
  readonly what: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A client that has waited as long has gone away. */
const patience_ms = 10_000
const tick_ms = 5

/** One request, read to its end. */
export async function send({ what, url, headers = {} }: Sent): Promise<Met> {
  const began = performance.now()
  try {
    const answer = await fetch(url, { headers, signal: AbortSignal.timeout(patience_ms) })
    await answer.arrayBuffer()
    return { what, status: answer.status, took_ms: performance.now() - began, hasRetryAfter: answer.headers.has('retry-after') }
  } catch {
    return { what, status: 0, took_ms: performance.now() - began, hasRetryAfter: false }
  }
}

/** So many requests a second for so long, whatever becomes of those before; resolves with all of them when the last has ended. */
export async function openLoop(per_s: number, duration_s: number, next: (mark: number) => Sent): Promise<readonly Met[]> {
  const under: Promise<Met>[] = []
  const began = performance.now()
  for (let due = 0; due < per_s * duration_s; ) {
    due = Math.min(per_s * duration_s, ((performance.now() - began) / 1_000) * per_s)
    while (under.length < due) under.push(send(next(under.length)))
    await pause(tick_ms)
  }
  return Promise.all(under)
}

/** As many as are answered by so many clients that wait for each answer. */
export async function closedLoop(clients: number, duration_s: number, next: (mark: number) => Sent): Promise<readonly Met[]> {
  const all: Met[] = []
  const until = performance.now() + duration_s * 1_000
  let mark = 0
  const client = async () => {
    while (performance.now() < until) all.push(await send(next(mark++)))
  }
  await Promise.all(Array.from({ length: clients }, client))
  return all
}
