import { none, within, type Finding } from '../finding.ts'
import type { Refused } from './insist.ts'
import type { Verdict } from './marked-writes.ts'

/** What every bad day is held to: nothing acknowledged is lost, nothing is there twice, and what was refused was refused politely. */
export function findingsOf({ acknowledged, lost, doubled }: Verdict, refused: readonly Refused[]): readonly Finding[] {
  return [
    none('acknowledged writes lost', lost.length, acknowledged),
    none('effects doubled', doubled.length, acknowledged),
    none('refused without a time to come back', refused.filter(({ isPolite }) => !isPolite).length, refused.length),
  ]
}

/** The longest of several recoveries. */
export const equalWithin = (took_ms: readonly number[], most_ms: number): Finding =>
  within(took_ms.length === 1 ? 'every read model equal to its source' : `every read model equal, the slowest of ${took_ms.length}`, Math.max(...took_ms), most_ms)

/** The lines behind the findings, for who has to mend it; a few of each. */
export function complaintsOf({ lost, doubled, differences }: Verdict): readonly string[] {
  const few = (what: string, lines: readonly string[]) => (lines.length === 0 ? [] : [`${what}: ${lines.slice(0, 5).join('; ')}${lines.length > 5 ? ' …' : ''}`])
  return [...few('lost', lost), ...few('doubled', doubled), ...few('not equal', differences)]
}
