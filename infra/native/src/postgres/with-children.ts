import { readFileSync } from 'node:fs'
import type { Part } from '../part.ts'

type Hard = Pick<Part, 'kill' | 'freeze' | 'thaw'> & AsyncDisposable

function childrenOf(pid: number): readonly number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
  } catch {
    return []
  }
}

/** PostgreSQL's processes leave the group of the first, so each is told by itself. One that is gone already is what was wanted. */
function tell(pids: readonly number[], what: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, what)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
    }
  }
}

/** What the first process is told, for all of them. */
export function withChildren(part: Part): Hard {
  const { kill, freeze, thaw, [Symbol.asyncDispose]: stop } = part
  function thawAll(): void {
    tell(childrenOf(part.pid), 'SIGCONT')
    thaw()
  }
  return {
    async kill() {
      const children = childrenOf(part.pid)
      const gone = kill()
      tell(children, 'SIGKILL')
      await gone
    },
    freeze() {
      freeze()
      tell(childrenOf(part.pid), 'SIGSTOP')
    },
    thaw: thawAll,
    async [Symbol.asyncDispose]() {
      thawAll()
      await stop()
    },
  }
}
