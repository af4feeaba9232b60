import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** In a container every process is number 1: when it began tells one from the next. */
const began = Math.floor(performance.timeOrigin)

/** A private directory whose name tells whose it is. */
export const makeWorkDir = (root: string): Promise<string> => mkdtemp(join(root, `${process.pid}-${began}-`))

/** Makes the root, and removes what processes that died left in it. Two containers must not share a root. */
export async function sweepWorkDirs(root: string): Promise<void> {
  await mkdir(root, { recursive: true, mode: 0o700 })
  for (const name of await readdir(root)) {
    const [pid, start] = name.split('-', 2).map(Number)
    if (pid === undefined || !Number.isInteger(pid)) continue
    const abandoned = pid === process.pid ? start !== began : !isAlive(pid)
    // The engine of a killed process may still be writing there: it is tried again, then left to the next start.
    if (abandoned) await rm(join(root, name), { recursive: true, force: true, maxRetries: 3 }).catch(() => {})
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
