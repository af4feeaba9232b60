import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** A private directory whose name tells whose it is. */
export const makeWorkDir = (root: string): Promise<string> => mkdtemp(join(root, `${process.pid}-`))

/** Makes the root, and removes what processes that died left in it. */
export async function sweepWorkDirs(root: string): Promise<void> {
  await mkdir(root, { recursive: true, mode: 0o700 })
  for (const name of await readdir(root)) {
    const pid = Number(name.split('-', 1)[0])
    if (Number.isInteger(pid) && !isAlive(pid)) await rm(join(root, name), { recursive: true, force: true })
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
