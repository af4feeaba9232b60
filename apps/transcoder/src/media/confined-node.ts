import { findPackageJSON } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from './run-process.ts'

export interface Confinement {
  read: readonly string[]
  write: readonly string[]
  heap_mb: number
}

/** What an entry may read without being told: its own folder, and the two packages it imports (in a bundle they are inside). */
const code = [
  dirname(fileURLToPath(import.meta.url)),
  ...['mediabunny', '@ffmpeg/core'].map(name => findPackageJSON(name, import.meta.url)).filter(path => path !== undefined).map(path => dirname(path))
]

/**
 * A Node program under Node's permission model: it reads its own code and `read`, writes `write`,
 * and can neither open a socket nor start a process.
 */
export function confinedNode(entry: string, args: readonly string[], { read, write, heap_mb }: Confinement): Command {
  const permissions = [...code, ...read, ...write].map(path => `--allow-fs-read=${path}`).concat(write.map(path => `--allow-fs-write=${path}`))
  return { file: process.execPath, args: ['--permission', ...permissions, `--max-old-space-size=${heap_mb}`, '--no-warnings', entry, ...args] }
}
