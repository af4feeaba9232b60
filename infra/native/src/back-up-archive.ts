import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runProgram } from './postgres/cluster.ts'

/** Deletes from the archive what no copy needs, when `oldest` is the oldest of those that are left. */
export async function forgetArchive(archive: string, oldest: string): Promise<void> {
  const begun = /^START WAL LOCATION: .*\(file ([0-9A-F]{24})\)/m.exec(readFileSync(join(oldest, 'data', 'backup_label'), 'utf8'))?.[1]
  if (begun === undefined) throw new Error(`${oldest} does not say where its log begins`)
  await runProgram('pg_archivecleanup', ['-x', '.gz', archive, begun])
}
