import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** As root, where a folder that only root can enter keeps the data of servers that run as others. */
const elsewhere = '/var/lib/segue'

/**
 * Where the parts of `dataDir` keep their data: below it, unless this is root and the users that the servers run as can't get there.
 * Then the folder keeps the name of one that they can reach.
 */
export function partsFolder(dataDir: string): string {
  const own = join(dataDir, 'parts')
  const pointer = join(dataDir, 'parts-at')
  if (existsSync(pointer)) return passable(readFileSync(pointer, 'utf8'))
  if (process.getuid?.() !== 0) return passable(own)
  chmodSync(dataDir, 0o711)
  const { status } = spawnSync('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', 'test', '-x', passable(own)], { cwd: '/' })
  if (status === 0) return own
  passable(elsewhere)
  const there = join(elsewhere, `stack-${randomUUID()}`)
  writeFileSync(pointer, there)
  return passable(there)
}

/** Others may go through, but not list. */
function passable(folder: string): string {
  if (mkdirSync(folder, { recursive: true })) chmodSync(folder, 0o711)
  return folder
}
