import { mkdtempSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ROOM = 2 ** 30

function roomy(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize > ROOM
  } catch {
    return false
  }
}

/** A temporary folder for a test's database: in memory where there is room, since making databases is disk work. */
export const scratchFolder = (): string => mkdtempSync(join(roomy('/dev/shm') ? '/dev/shm' : tmpdir(), 'segue-test-'))
