import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { forgetArchive } from '@segue/native'
import type { ObjectStore } from '@segue/object-store'
import { layout, marksIn } from './layout.ts'

/**
 * Leaves the newest `keep` copies, the log since the oldest of them, and the objects that any of them may name: one that the installation
 * has no more goes when it went before the oldest copy. Safe to repeat.
 */
export async function forget(root: string, keep: number, objects: ObjectStore, gone: readonly string[], now: string): Promise<void> {
  const marks = marksIn(root)
  const { archive, copy, gone: file } = layout(root)
  for (const { name } of marks.slice(0, -keep)) rmSync(copy(name), { recursive: true })
  const oldest = marks.at(-keep) ?? marks[0]
  if (oldest === undefined) return
  await forgetArchive(archive, copy(oldest.name))

  const before: Readonly<Record<string, string>> = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  const since = new Map(gone.map((key) => [key, before[key] ?? now]))
  for (const [key, at] of since) {
    if (at >= oldest.at) continue
    await objects.delete(key)
    since.delete(key)
  }
  writeFileSync(`${file}.new`, JSON.stringify(Object.fromEntries(since)), { mode: 0o600, flush: true })
  renameSync(`${file}.new`, file)
}
