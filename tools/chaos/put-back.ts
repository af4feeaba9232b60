import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { startPostgresReplica } from '@segue/native'
import type { StackParts } from '../src/platform/start-parts.ts'

/** After a promotion: what the new primary holds takes the place of the old one, and is copied anew for the replica. */
export async function putBack({ postgres, replica }: Pick<StackParts, 'postgres' | 'replica'>): Promise<void> {
  await replica[Symbol.asyncDispose]()
  rmSync(join(postgres.folder, 'data'), { recursive: true })
  renameSync(join(replica.folder, 'data'), join(postgres.folder, 'data'))
  await postgres.restart()
  await using _copied = await startPostgresReplica({ of: postgres, folder: replica.folder, port: replica.port })
  await _copied[Symbol.asyncDispose]()
  await replica.restart()
}
