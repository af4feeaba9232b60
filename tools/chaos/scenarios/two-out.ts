import { atLeast, none, type Finding } from '../finding.ts'
import { equalWithin, findingsOf } from '../marked/findings.ts'
import { markedWrites } from '../marked/marked-writes.ts'
import { underWrites } from '../marked/under-writes.ts'
import type { Scenario } from '../scenario.ts'

const dead_ms = 30_000
const equal_within_ms = 30_000

/** What is noticed of neither alone is not noticed of both together. */
export const twoOut: Scenario = {
  title: `two parts killed at once for ${dead_ms / 1000} s under marked writes: broker and cache, then index and broker`,
  async play({ parts, ...stack }, say) {
    const { rabbitmq, redis, openSearch } = parts
    const findings: Finding[] = []
    for (const pair of [[rabbitmq, redis], [openSearch, rabbitmq]]) {
      const names = pair.map(({ name }) => name).join(' and ')
      const writes = await markedWrites({ parts, ...stack })
      const begin = async () => void (await Promise.all(pair.map((part) => part.kill())))
      const end = async () => void (await Promise.all(pair.map((part) => part.restart())))
      const { verdict, equal_ms } = await underWrites(writes, { what: names, begin, lasts_ms: dead_ms, end }, say)
      const these = [
        none('refused writes', writes.refused.length),
        ...findingsOf(verdict, writes.refused),
        atLeast('writes acknowledged', verdict.acknowledged, 500),
        none('dead letters', await writes.deadLetters()),
        equalWithin([equal_ms], equal_within_ms),
      ]
      findings.push(...these.map((finding) => ({ ...finding, what: `${names}: ${finding.what}` })))
    }
    return findings
  },
}
