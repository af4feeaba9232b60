import { atLeast, none, within, type Finding } from '../finding.ts'
import { summary } from '../keep-asking.ts'
import { equalWithin, findingsOf } from '../marked/findings.ts'
import { markedWrites } from '../marked/marked-writes.ts'
import { underWrites } from '../marked/under-writes.ts'
import { readAlong, type ReadAlong } from '../read-along.ts'
import type { Scenario } from '../scenario.ts'
import { victimsOf } from './kill-each.ts'

const hung_ms = 20_000
const read_ms = 2_000
const write_ms = 5_000
const equal_within_ms = 30_000

/** quality.md "the same with a hang": no request past its deadline, then everything recovers by itself. */
export const hangEach: Scenario = {
  title: `a process of every service and every part frozen in turn, for ${hung_ms / 1000} s, under marked writes`,
  async play(stack, say) {
    const writes = await markedWrites(stack)
    const recoveries_ms: number[] = []
    const findings: Finding[] = []
    const reads: ReadAlong[] = []
    for (const { name, freeze, thaw } of victimsOf(stack)) {
      await using reading = await readAlong(stack, writes.song_ids[0] ?? '')
      writes.forgetSlowest()
      const { verdict, equal_ms } = await underWrites(writes, { what: name, begin: freeze, lasts_ms: hung_ms, end: thaw }, say)
      recoveries_ms.push(equal_ms)
      const read = await reading.stop()
      reads.push(read)
      if (verdict.differences.length > 0) findings.push(none(`read models unequal after ${name}`, verdict.differences.length))
      findings.push(within(`${name}: the slowest read (${read.slowest.what})`, read.slowest.took_ms, read_ms))
      findings.push(within(`${name}: the slowest write (${writes.slowest.what})`, writes.slowest.took_ms, write_ms))
      say(`${name}: reads refused: ${summary([...read.failures, ...read.sound.failures]) || 'none'}`)
    }
    const verdict = await writes.judge(equal_within_ms)
    const count = (of: (read: ReadAlong) => number) => reads.reduce((sum, read) => sum + of(read), 0)
    return [
      ...findings,
      ...findingsOf(verdict, writes.refused),
      none('reads refused without a time to come back', count(({ impolite }) => impolite), count(({ answered, failures }) => answered + failures.length)),
      atLeast('writes acknowledged', verdict.acknowledged, 1_000),
      none('dead letters', await writes.deadLetters()),
      equalWithin(recoveries_ms, equal_within_ms),
    ]
  },
}
