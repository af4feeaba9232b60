import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { compareEvents } from './contracts-check/compare-events.ts'
import { compareOperations } from './contracts-check/compare-operations.ts'
import { judge, type Accepted } from './contracts-check/judge.ts'
import { objectOf, type Json } from './contracts-check/json.ts'

/**
 * Holds the contracts against those last released (`docs/api/released`) and fails on a break that is neither part of a new
 * major version of `@segue/contracts` nor accepted with a reason. With `--release` the contracts of today become the released ones.
 */
const root = new URL('../..', import.meta.url)
const file = (path: string) => fileURLToPath(new URL(path, root))
const document = (path: string): Json => objectOf(JSON.parse(readFileSync(file(path), 'utf8')))
const version = String(document('libs/contracts/package.json')['version'])
const names = ['openapi.json', 'events.json'] as const

if (process.argv.includes('--release')) {
  for (const name of names) copyFileSync(file(`docs/api/${name}`), file(`docs/api/released/${name}`))
  writeFileSync(file('docs/api/released/release.json'), `${JSON.stringify({ version })}\n`)
  writeFileSync(file('docs/api/released/breaking.json'), '[]\n')
  process.stdout.write(`released: the contracts of ${version}\n`)
} else {
  const released = String(document('docs/api/released/release.json')['version'])
  const [operations, events] = names.map((name) => [document(`docs/api/released/${name}`), document(`docs/api/${name}`)] as const)
  const changes = [...(operations ? compareOperations(...operations) : []), ...(events ? compareEvents(...events) : [])]
  const accepted: readonly Accepted[] = JSON.parse(readFileSync(file('docs/api/released/breaking.json'), 'utf8'))
  const { breaking, stale } = judge(changes, accepted, released, version)
  for (const { where, message, rule } of breaking) process.stderr.write(`breaking: ${where} ${message} [${rule}]\n`)
  for (const { where, rule } of stale) process.stderr.write(`docs/api/released/breaking.json accepts what is no break, or gives no reason: ${where} [${rule}]\n`)
  if (breaking.length + stale.length > 0) {
    process.stderr.write(`The contracts break those released as ${released}: see docs/guides/change-a-contract.md.\n`)
    process.exitCode = 1
  }
}
