import { cpuSeconds } from './cpu.ts'
import { during, load } from './load.ts'

export interface Served {
  readonly url: string
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  /** The processes that serve it: their CPU time counts. */
  readonly pids: readonly number[]
}

/** What a server gives under 16 connections that ask again and again. */
export async function rate({ url, target, headers, pids }: Served, duration_s: number): Promise<{ readonly per_s: number; readonly per_cpu_s: number }> {
  const before = cpuSeconds(pids)
  const { times_ms, took_s } = await load({ url, headers, connections: 16, asks: during(duration_s, { target }) })
  return { per_s: times_ms.length / took_s, per_cpu_s: times_ms.length / (cpuSeconds(pids) - before) }
}
