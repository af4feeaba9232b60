import type { Insistence } from './insist.ts'

/** What became of what was acknowledged. */
export interface Tally {
  readonly acknowledged: number
  /** A word for each that is missing. */
  readonly lost: readonly string[]
  /** A word for each that is there twice, or that nobody ever asked for. */
  readonly doubled: readonly string[]
}

/** One kind of marked write: it remembers what was acknowledged and can tell what of it is there. */
export interface Kind {
  readonly what: string
  readonly pause_ms: number
  write(insist: Insistence['insist']): Promise<void>
  tally(): Promise<Tally>
}

/** Ids that must be there, each once, held against those that are. */
export function compare(acknowledged: Iterable<string>, found: readonly string[]): Pick<Tally, 'lost' | 'doubled'> {
  const wanted = new Set(acknowledged)
  const left = new Set(wanted)
  const doubled = found.filter((id) => !left.delete(id))
  return { lost: [...left], doubled }
}
