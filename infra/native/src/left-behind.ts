import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** Remembers a process beyond the life of its parent; a pid alone proves nothing, since the system gives it out again. */
export const rememberProcess = (path: string, pid: number): void => writeFileSync(path, `${pid} ${startOf(pid) ?? ''}`)

export const forgetProcess = (path: string): void => rmSync(path, { force: true })

/**
 * Stops the parts that a killed process left running below `folder`: asked first, killed with their group after `patience_ms`.
 * Resolves with their names. Only for whoever holds the folder; only on Linux are they found.
 */
export async function stopLeftBehind(folder: string, patience_ms = 15_000): Promise<readonly string[]> {
  const files = globSync('**/*.part', { cwd: folder })
  const stopped = await Promise.all(files.map((file) => stopOne(join(folder, file), patience_ms)))
  return files.filter((_, at) => stopped[at]).map((file) => file.replace(/^.*\/|\.part$/g, ''))
}

async function stopOne(path: string, patience_ms: number): Promise<boolean> {
  const [pid = 0, start] = readFileSync(path, 'utf8').split(' ').map(Number)
  const isThere = () => startOf(pid) === start
  const wasThere = isThere()
  if (wasThere) {
    signalGroup(pid, 'SIGCONT')
    process.kill(pid, 'SIGTERM')
    for (const until = Date.now() + patience_ms; isThere() && Date.now() < until; ) await delay(50)
    if (isThere()) signalGroup(pid, 'SIGKILL')
    while (isThere()) await delay(20)
  }
  forgetProcess(path)
  return wasThere
}

/** To a process and its own group; one that is gone is no error. */
export function signalGroup(pid: number, what: NodeJS.Signals): void {
  try {
    process.kill(-pid, what)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

/** When a process began, in clock ticks since the boot (proc(5), field 22 of `stat`); undefined for one that is gone, or a zombie. */
function startOf(pid: number): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')
    return fields[0] === 'Z' ? undefined : Number(fields[19])
  } catch {
    return undefined
  }
}
