import { parseArgs } from 'node:util'
import { promoteReplica } from './postgres/promote.ts'

const { values: { folder } } = parseArgs({ options: { folder: { type: 'string' } } })
if (folder === undefined) {
  process.stderr.write('node infra/native/src/promote.ts --folder <the replica\'s folder>\n')
  process.exit(2)
}
try {
  process.stdout.write(`127.0.0.1:${await promoteReplica(folder)} takes writes now\n`)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
