import { setTimeout as pause } from 'node:timers/promises'
import { none, within, type Finding } from '../finding.ts'
import { summary } from '../keep-asking.ts'
import { complaintsOf, equalWithin, findingsOf } from '../marked/findings.ts'
import { markedWrites } from '../marked/marked-writes.ts'
import { readAlong, readingFindings } from '../read-along.ts'
import type { Scenario } from '../scenario.ts'

const dead_ms = 60_000
const hung_ms = 20_000
const write_ms = 5_000
const equal_within_ms = 30_000

/** The primary away and nobody promoted: refused politely and in time, what was granted plays on, and all of it comes back by itself. */
export const databaseOut: Scenario = {
  title: `PostgreSQL's primary killed for ${dead_ms / 1000} s, then frozen for ${hung_ms / 1000} s, under marked writes`,
  async play(stack, say) {
    const { postgres } = stack.parts
    const during = async (what: string, begin: () => void | Promise<void>, ms: number, end: () => void | Promise<void>): Promise<readonly Finding[]> => {
      const writes = await markedWrites(stack)
      const reading = await readAlong(stack, writes.song_ids[0] ?? '')
      const stop = writes.begin()
      await pause(2_000)
      await begin()
      say(`the primary is ${what}`)
      await pause(ms)
      await end()
      say('it is back')
      const back = performance.now()
      await stop()
      const verdict = await writes.judge(2 * equal_within_ms)
      const equal_ms = performance.now() - back
      const read = await reading.stop()
      for (const line of complaintsOf(verdict)) say(line)
      say(`writes: ${summary(writes.refused.map(({ word }) => word)) || 'none refused'}; the slowest: ${writes.slowest.what}; last missing: ${verdict.last}`)
      say(`reads: ${summary(read.failures) || 'none refused'}`)
      const findings = [
        ...findingsOf(verdict, writes.refused),
        within('the slowest write, taken or refused', writes.slowest.took_ms, write_ms),
        ...readingFindings(read),
        none('dead letters', await writes.deadLetters()),
        equalWithin([equal_ms], equal_within_ms),
      ]
      return findings.map((finding) => ({ ...finding, what: `${what}: ${finding.what}` }))
    }
    return [
      ...(await during('dead', () => postgres.kill(), dead_ms, () => postgres.restart())),
      ...(await during('hung', () => postgres.freeze(), hung_ms, () => postgres.thaw())),
    ]
  },
}
