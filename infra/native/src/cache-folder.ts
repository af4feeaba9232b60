import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * Where programs that no Debian package brings are kept once built, for all clones of one machine. As root it lies outside of
 * root's home, which the users that the servers run as can't enter.
 */
export function cacheFolder(): string {
  const isRoot = process.getuid?.() === 0
  const folder = process.env['SEGUE_PARTS_DIR'] ?? (isRoot ? '/var/cache/segue' : join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'segue'))
  mkdirSync(folder, { recursive: true })
  return folder
}
