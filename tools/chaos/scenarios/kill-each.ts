import { openDatabase } from '@segue/database'
import type { Part } from '@segue/native'
import { serviceNames, type Stack } from '@segue/tools/platform'
import { atLeast, none, type Finding } from '../finding.ts'
import { equalWithin, findingsOf } from '../marked/findings.ts'
import { markedWrites } from '../marked/marked-writes.ts'
import { underWrites } from '../marked/under-writes.ts'
import type { Scenario } from '../scenario.ts'
import { until } from '../until.ts'

const dead_ms = 4_000
const equal_within_ms = 30_000

export type Victim = Pick<Part, 'name' | 'kill' | 'restart' | 'freeze' | 'thaw'>

/** quality.md "kill -9 any process … during mixed load of marked writes". */
export const killEach: Scenario = {
  title: `a process of every service and every part killed in turn, for ${dead_ms / 1000} s, under marked writes`,
  async play(stack, say) {
    const writes = await markedWrites(stack)
    const recoveries_ms: number[] = []
    const findings: Finding[] = []
    for (const { name, kill, restart } of victimsOf(stack)) {
      const { verdict, equal_ms } = await underWrites(writes, { what: name, begin: kill, lasts_ms: dead_ms, end: restart }, say)
      recoveries_ms.push(equal_ms)
      if (verdict.differences.length > 0) findings.push(none(`read models unequal after ${name}`, verdict.differences.length))
    }
    const verdict = await writes.judge(equal_within_ms)
    return [
      ...findings,
      ...findingsOf(verdict, writes.refused),
      atLeast('writes acknowledged', verdict.acknowledged, 1_000),
      none('dead letters', await writes.deadLetters()),
      equalWithin(recoveries_ms, equal_within_ms),
    ]
  },
}

/** A process of every service, the transcoder in the middle of a job, then every part. */
export function victimsOf(stack: Stack): readonly Victim[] {
  const { postgres, replica, rabbitmq, redis, objectStore, openSearch } = stack.parts
  const members = serviceNames.map((name) => stack.fleet.member(name))
  return [...members, rabbitmq, postgres, replica, redis, openSearch, objectStore].map((part) => ({
    name: part.name,
    restart: () => part.restart(),
    freeze: () => part.freeze(),
    thaw: () => part.thaw(),
    async kill() {
      if (part.name.startsWith('transcoder')) await jobUnderWay(stack)
      await part.kill()
    },
  }))
}

/** Until the transcoder is in the middle of one. */
export async function jobUnderWay({ environment }: Stack): Promise<void> {
  await using db = openDatabase<{ jobs: { state: string } }>(environment['TRANSCODER_DATABASE_URL'] ?? '')
  const running = () => db.selectFrom('jobs').select('state').where('state', '=', 'running').executeTakeFirst()
  await until('a song is being transcoded', async () => (await running()) !== undefined, 30_000)
}
