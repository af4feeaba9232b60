import { mkdtempSync, readdirSync, rmSync, statfsSync, statSync } from 'node:fs'
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

const PREFIX = 'segue-test-'
const ABANDONED_MS = 6 * 3_600_000

/** What a killed run left behind, long ago. */
function sweep(parent: string): void {
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(PREFIX)) continue
    try {
      const folder = join(parent, name)
      if (Date.now() - statSync(folder).mtimeMs > ABANDONED_MS) rmSync(folder, { recursive: true, force: true })
    } catch {
      // Another user's, or another run is sweeping it.
    }
  }
}

/** A temporary folder for a test's database: in memory where there is room, since making databases is disk work. */
export function scratchFolder(): string {
  const parent = roomy('/dev/shm') ? '/dev/shm' : tmpdir()
  sweep(parent)
  return mkdtempSync(join(parent, PREFIX))
}
