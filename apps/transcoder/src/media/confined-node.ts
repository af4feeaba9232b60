import { codeFolders } from './child-entries.ts'
import type { Command } from './run-process.ts'

export interface Confinement {
  read: readonly string[]
  write: readonly string[]
  heap_mb: number
}

/**
 * A Node program under Node's permission model: it reads its own code and `read`, writes `write`,
 * and can neither open a socket nor start a process.
 */
export function confinedNode(entry: string, args: readonly string[], { read, write, heap_mb }: Confinement): Command {
  const permissions = [...codeFolders, ...read, ...write].map(path => `--allow-fs-read=${path}`).concat(write.map(path => `--allow-fs-write=${path}`))
  return { file: process.execPath, args: ['--permission', ...permissions, `--max-old-space-size=${heap_mb}`, '--no-warnings', entry, ...args] }
}
