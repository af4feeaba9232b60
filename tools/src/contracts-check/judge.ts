import type { Change } from './change.ts'

/** A break that was decided on, with why. */
export interface Accepted {
  readonly rule: string
  readonly where: string
  readonly reason: string
}

export interface Verdict {
  /** Breaks that nobody accepted. */
  readonly breaking: readonly Change[]
  /** Entries that no break answers to, or that give no reason. */
  readonly stale: readonly Accepted[]
}

/** A major version may break what it likes; any other must have each break accepted by name. */
export function judge(changes: readonly Change[], accepted: readonly Accepted[], released: string, current: string): Verdict {
  if (majorOf(current) > majorOf(released)) return { breaking: [], stale: [] }
  const isAbout = (change: Change) => (entry: Accepted) => entry.rule === change.rule && entry.where === change.where && entry.reason.trim() !== ''
  return {
    breaking: changes.filter((change) => !accepted.some(isAbout(change))),
    stale: accepted.filter((entry) => !changes.some((change) => isAbout(change)(entry))),
  }
}

const majorOf = (version: string) => Number(version.split('.')[0])
