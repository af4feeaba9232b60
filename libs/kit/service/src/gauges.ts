import { Gauge, metrics } from './metrics.ts'

const patience_ms = 1_000
const kept_ms = 500

export interface GaugeDeclaration {
  readonly help: string
  /** What one figure is made of those of several sources under the same labels. */
  readonly of: 'sum' | 'max'
}

type Labels = Readonly<Record<string, string>>

export interface Watching<Name extends string> {
  /** Asks `look` whenever the metrics are read, once for all its figures; what fails or takes longer than a second is left out. */
  watch(labels: Labels, look: () => Promise<Readonly<Record<Name, number>>>): Disposable
}

/** Gauges that are looked up when somebody reads the metrics, and cost nothing otherwise. */
export function lookedUpGauges<Name extends string>(
  declarations: Readonly<Record<Name, GaugeDeclaration>>,
  labelNames: readonly string[],
): Watching<Name> {
  const sources = new Set<{ readonly labels: Labels; readonly read: () => Promise<Readonly<Record<Name, number>> | null> }>()
  for (const [name, { help, of }] of Object.entries(declarations) as [Name, GaugeDeclaration][]) {
    const gauge = new Gauge<string>({
      name,
      help,
      labelNames: [...labelNames],
      registers: [],
      async collect() {
        const found = await Promise.all([...sources].map(async ({ labels, read }) => ({ labels, figures: await read() })))
        this.reset()
        const figures = Map.groupBy(found.filter(({ figures }) => figures !== null), ({ labels }) => JSON.stringify(labels))
        for (const same of figures.values()) {
          const values = same.map((one) => one.figures?.[name] ?? 0)
          const [first] = same
          if (first !== undefined) this.set({ ...first.labels }, of === 'max' ? Math.max(...values) : values.reduce((sum, value) => sum + value, 0))
        }
      },
    })
    metrics.registerMetric(gauge)
  }
  return {
    watch(labels, look) {
      const source = { labels, read: once(look) }
      sources.add(source)
      return { [Symbol.dispose]: () => void sources.delete(source) }
    },
  }
}

/** One look for all the gauges of one reading; null where it fails. */
function once<T>(look: () => Promise<T>): () => Promise<T | null> {
  let asked_at = -Infinity
  let answer: Promise<T | null> = Promise.resolve(null)
  return () => {
    if (performance.now() - asked_at > kept_ms) {
      asked_at = performance.now()
      answer = inTime(look)
    }
    return answer
  }
}

async function inTime<T>(look: () => Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => (timer = setTimeout(resolve, patience_ms, null)))
  const found = await Promise.race([look().catch(() => null), late])
  clearTimeout(timer)
  return found
}
