import { none, within, type Finding } from '../finding.ts'
import { summary } from '../keep-asking.ts'
import { equalWithin, findingsOf } from '../marked/findings.ts'
import { markedWrites } from '../marked/marked-writes.ts'
import { underWrites, type BadTime } from '../marked/under-writes.ts'
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
    const during = async (what: string, time: Omit<BadTime, 'what'>): Promise<readonly Finding[]> => {
      const writes = await markedWrites(stack)
      await using reading = await readAlong(stack, writes.song_ids[0] ?? '')
      const { verdict, equal_ms } = await underWrites(writes, { what, ...time }, say)
      const read = await reading.stop()
      say(`${what}: reads refused: ${summary(read.failures) || 'none'}`)
      const findings = [
        ...findingsOf(verdict, writes.refused),
        within(`the slowest write, taken or refused (${writes.slowest.what})`, writes.slowest.took_ms, write_ms),
        ...readingFindings(read),
        none('dead letters', await writes.deadLetters()),
        equalWithin([equal_ms], equal_within_ms),
      ]
      return findings.map((finding) => ({ ...finding, what: `${what}: ${finding.what}` }))
    }
    return [
      ...(await during('dead', { begin: () => postgres.kill(), lasts_ms: dead_ms, end: () => postgres.restart() })),
      ...(await during('hung', { begin: () => postgres.freeze(), lasts_ms: hung_ms, end: () => postgres.thaw() })),
    ]
  },
}
