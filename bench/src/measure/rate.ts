import type { Figure } from '../figure.ts'
import type { Measured, Sides } from './alternate.ts'
import { cpuSeconds } from './cpu.ts'
import { during, load } from './load.ts'

export interface Served {
  readonly url: string
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  /** The processes that serve it: their CPU time counts. */
  readonly pids: readonly number[]
}

type Rate = 'per_s' | 'per_cpu_s'

/** What a server gives under 16 connections that ask again and again. */
export async function rate({ url, target, headers, pids }: Served, duration_s: number): Promise<Measured<Rate>> {
  const before = cpuSeconds(pids)
  const { times_ms, took_s } = await load({ url, headers, connections: 16, asks: during(duration_s, { target }) })
  return { per_s: times_ms.length / took_s, per_cpu_s: times_ms.length / (cpuSeconds(pids) - before) }
}

/** The two lines of a comparison: by the clock, and by the CPU time of all processes on the way. */
export const rateFigures = (what: string, { ours, limit }: Sides<Rate>, least: number): readonly Figure[] => [
  { what, unit: '/s', ours: ours.per_s, limit: limit.per_s, goal: { least } },
  { what: '  … by CPU time', unit: '/CPU s', ours: ours.per_cpu_s, limit: limit.per_cpu_s, goal: { least } },
]
