import { median } from './median.ts'

export type Measured<Key extends string> = Readonly<Record<Key, number>>

export interface Sides<Key extends string> {
  readonly ours: Measured<Key>
  readonly limit: Measured<Key>
}

export interface AlternateOptions {
  readonly rounds: number
  /** Runs of each side before any counts; default 1. */
  readonly warmUps?: number
}

/**
 * Measures two sides in turn (A B A B), so that whatever else the machine does falls on both, and takes the median of
 * each. The first runs warm up and do not count.
 */
export async function alternate<Key extends string>(
  sides: { readonly ours: () => Promise<Measured<Key>>; readonly limit: () => Promise<Measured<Key>> },
  { rounds, warmUps = 1 }: AlternateOptions,
): Promise<Sides<Key>> {
  const ours: Measured<Key>[] = []
  const limit: Measured<Key>[] = []
  for (let round = -warmUps; round < rounds; round++) {
    const [mine, its] = [await sides.ours(), await sides.limit()]
    if (round < 0) continue
    ours.push(mine)
    limit.push(its)
  }
  return { ours: medians(ours), limit: medians(limit) }
}

function medians<Key extends string>(runs: readonly Measured<Key>[]): Measured<Key> {
  const keys = Object.keys(runs[0] ?? {}) as Key[]
  return Object.fromEntries(keys.map((key) => [key, median(runs.map((run) => run[key]))])) as Record<Key, number>
}
