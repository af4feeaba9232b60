import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { backUpStack } from './back-up/back-up-stack.ts'
import { runCommand, Refusal } from './back-up/run-command.ts'

const usage = `Usage: npm run back-up -- --to <folder> [--keep 7]

Backs up the stack of SEGUE_DATA_DIR (.segue-stack) while it runs. --keep says how many copies of the databases stay.`

process.exitCode = await runCommand(usage, async (args, say) => {
  const { values: { to, keep } } = parseArgs({ args, options: { to: { type: 'string' }, keep: { type: 'string', default: '7' } } })
  if (to === undefined) throw new Refusal('Say where to: --to')
  if (!/^[1-9]\d*$/.test(keep)) throw new Refusal('--keep must be a number from 1 on')
  const dataDir = resolve(process.env['SEGUE_DATA_DIR'] ?? '.segue-stack')
  const { name, copied, copied_bytes, left } = await backUpStack({ dataDir, to: resolve(to), keep: Number(keep) })
  say(`Backed up. The mark is ${name}; ${copied} objects are new (${copied_bytes} bytes), ${left} were there.`)
})
