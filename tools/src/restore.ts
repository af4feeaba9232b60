import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { announceAll } from './back-up/announce-all.ts'
import { restoreStack } from './back-up/restore-stack.ts'
import { runCommand, Refusal } from './back-up/run-command.ts'

const usage = `Usage: npm run restore -- --from <folder> [--mark <name> | --at <time> | --latest]
       npm run restore -- --announce

Restores the stack into SEGUE_DATA_DIR (.segue-stack), which must hold none: up to the last mark; up to another one; up to a time, such as
2026-11-24T10:00:00Z; or up to the end of what is there. Once it runs, --announce has the owners tell everybody what they know.`

process.exitCode = await runCommand(usage, async (args, say) => {
  const { values } = parseArgs({
    args,
    options: {
      from: { type: 'string' },
      mark: { type: 'string' },
      at: { type: 'string' },
      latest: { type: 'boolean' },
      announce: { type: 'boolean' },
    },
  })
  const { from, mark, at, latest, announce } = values
  const dataDir = resolve(process.env['SEGUE_DATA_DIR'] ?? '.segue-stack')
  if (announce) return announceAll(dataDir, say)
  if (from === undefined) throw new Refusal('Say where from: --from')
  if ([mark, at, latest].filter((each) => each !== undefined).length > 1) throw new Refusal('Say one moment: --mark, --at or --latest')
  const time = at === undefined ? undefined : new Date(at)
  if (time !== undefined && !(time.getTime() <= Date.now())) throw new Refusal('--at must be a time gone by, such as 2026-11-24T10:00:00Z')
  const objectStoreUrl = process.env['SEGUE_OBJECT_STORE_URL']
  const upTo = latest ? 'latest' : (time ?? (mark === undefined ? undefined : { mark }))
  await restoreStack({ from: resolve(from), dataDir, onProgress: say, ...(upTo && { upTo }), ...(objectStoreUrl && { objectStoreUrl }) })
  say('Restored. Start it with npm run stack, then: npm run restore -- --announce')
})
