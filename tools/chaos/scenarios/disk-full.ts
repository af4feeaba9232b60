import { dirname, join } from 'node:path'
import type { Part } from '@segue/native'
import { none, type Finding } from '../finding.ts'
import { equalWithin, findingsOf } from '../marked/findings.ts'
import { markedWrites } from '../marked/marked-writes.ts'
import { underWrites } from '../marked/under-writes.ts'
import type { Scenario } from '../scenario.ts'
import { noSmallDisk, smallDisk } from '../small-disk.ts'

const full_ms = 20_000
/** Below RabbitMQ's own limit, at which it takes no more. The last block is another matter: `docs/operations/bad-days.md`. */
const left_to_rabbitmq_mb = 128
const equal_within_ms = 30_000

/** No room for the broker, then not one block for the databases. What ends for it is started again when there is room, as by a supervisor. */
export const diskFull: Scenario = {
  title: `the disk below RabbitMQ, then the one below PostgreSQL, full for ${full_ms / 1000} s under marked writes`,
  async play(stack, say) {
    const reason = noSmallDisk()
    if (reason !== null) {
      say(`skipped: ${reason}`)
      return []
    }
    const { rabbitmq, postgres } = stack.parts
    const findings: Finding[] = []
    const below: readonly (readonly [Part, string, number])[] = [
      [rabbitmq, join(dirname(postgres.folder), 'rabbitmq', 'data'), left_to_rabbitmq_mb],
      [postgres, join(postgres.folder, 'data'), 0],
    ]
    for (const [part, folder, left_mb] of below) {
      await part[Symbol.asyncDispose]()
      const disk = smallDisk(folder)
      await part.restart()
      try {
        const writes = await markedWrites(stack)
        const end = async () => {
          disk.free()
          if (isAlive(part.pid)) return
          say(`${part.name} had ended`)
          await part.restart()
        }
        const time = { what: `${part.name} without room`, begin: () => disk.fillBut(left_mb), lasts_ms: full_ms, end }
        const { verdict, equal_ms } = await underWrites(writes, time, say)
        const these = [...findingsOf(verdict, writes.refused), none('dead letters', await writes.deadLetters()), equalWithin([equal_ms], equal_within_ms)]
        findings.push(...these.map((finding) => ({ ...finding, what: `${part.name}: ${finding.what}` })))
      } finally {
        await part[Symbol.asyncDispose]()
        disk[Symbol.dispose]()
        await part.restart()
      }
    }
    return findings
  },
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
