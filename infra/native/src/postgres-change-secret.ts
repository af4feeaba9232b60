import { parseArgs } from 'node:util'
import { changeSecret } from './postgres/change-secret.ts'

const { values: { folder } } = parseArgs({ options: { folder: { type: 'string' } } })
if (folder === undefined) {
  process.stderr.write("node infra/native/src/postgres-change-secret.ts --folder <the primary's folder>\n")
  process.exit(2)
}
try {
  process.stdout.write(`${(await changeSecret(folder)).join(', ')} have new passwords; start again for the URLs\n`)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
