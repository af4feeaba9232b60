/** Counts what goes by, and tells how much of it there was a second since it was last asked, as a share of a limit. */
export function rateOf(limit_per_s: number): { add(count: number): void; share(): number } {
  let count = 0
  let asked_at = performance.now()
  return {
    add(more) {
      count += more
    },
    share() {
      const now = performance.now()
      const share = count / Math.max(0.001, (now - asked_at) / 1_000) / limit_per_s
      count = 0
      asked_at = now
      return share
    },
  }
}

const generations = 4

/**
 * Counts distinct keys of the last `window_ms`, to a quarter of it. Keeps a number of each, `most` of them at most: what comes past that
 * is not counted, and by then the answer is "too many" anyway.
 */
export function recentlySeen(window_ms: number, most: number): { see(key: string): void; count(): number } {
  const step_ms = window_ms / generations
  let seen: Set<number>[] = [new Set()]
  let turned_at = performance.now()

  function turn(): void {
    const steps = Math.floor((performance.now() - turned_at) / step_ms)
    if (steps === 0) return
    turned_at += steps * step_ms
    seen = [...Array.from({ length: Math.min(steps, generations + 1) }, () => new Set<number>()), ...seen].slice(0, generations + 1)
  }

  return {
    see(key) {
      turn()
      const [newest] = seen
      if (newest !== undefined && newest.size < most) newest.add(hashOf(key))
    },
    count() {
      turn()
      return seen.reduce((all, some) => all.union(some), new Set<number>()).size
    },
  }
}

/** FNV-1a, 32 bits: of 10,000 keys about ten share a number, which no load report minds. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}
