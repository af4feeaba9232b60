import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export interface PostmasterFile {
  readonly pid: number
  readonly port: number
  readonly ready: boolean
}

/** What a running server says of itself in its data directory (PostgreSQL documentation, "Database File Layout"). */
export function readPostmasterFile(data: string): PostmasterFile | undefined {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')
    return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' }
  } catch {
    return undefined
  }
}

function commandOf(pid: number): string {
  try {
    return process.platform === 'linux'
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
      : execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
  } catch {
    return ''
  }
}

/**
 * Stops the server that a killed start left running on `data`. Only for the holder of the lock. A pid alone proves
 * nothing, since the system gives it out again: the process must be a PostgreSQL on this very directory.
 */
export async function stopLeftBehind(data: string): Promise<void> {
  const left = readPostmasterFile(data)
  if (!left) return
  const runs = () => commandOf(left.pid).includes(`-D ${data} `)
  for (const [signal, patience_ms] of [['SIGINT', 10_000], ['SIGQUIT', 5_000], ['SIGKILL', 5_000]] as const) {
    if (!runs()) return
    process.kill(left.pid, signal)
    // One that was stopped would not hear it.
    process.kill(left.pid, 'SIGCONT')
    const until = performance.now() + patience_ms
    while (runs() && performance.now() < until) await sleep(20)
  }
}
