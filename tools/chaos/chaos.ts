import { brokerOut } from './scenarios/broker-out.ts'
import { cacheOut } from './scenarios/cache-out.ts'
import { databaseOut } from './scenarios/database-out.ts'
import { diskFull } from './scenarios/disk-full.ts'
import { hangEach } from './scenarios/hang-each.ts'
import { indexOut } from './scenarios/index-out.ts'
import { killEach } from './scenarios/kill-each.ts'
import { overload } from './scenarios/overload.ts'
import { ownWrites } from './scenarios/own-writes.ts'
import { poison } from './scenarios/poison.ts'
import { promotion } from './scenarios/promotion.ts'
import { rollingRestarts } from './scenarios/rolling-restart.ts'
import { sideBySide } from './scenarios/side-by-side.ts'
import { stopEach } from './scenarios/stop-each.ts'
import { storeOut } from './scenarios/store-out.ts'
import { twoOut } from './scenarios/two-out.ts'
import type { Stack } from '@segue/tools/platform'
import { untilStopped } from '../src/platform/until-stopped.ts'
import { findingsTable, type Finding } from './finding.ts'
import { openStack } from './open-stack.ts'
import type { Scenario } from './scenario.ts'

/** `npm run chaos [-- <scenario> …]`: plays every bad day, or those named, on a stack of its own, and prints what was seen. Exits with 1 when something broke. */
const scenarios: Readonly<Record<string, Scenario>> = {
  'stop-each': stopEach,
  'broker-out': brokerOut,
  'cache-out': cacheOut,
  'index-out': indexOut,
  'database-out': databaseOut,
  'store-out': storeOut,
  'two-out': twoOut,
  'disk-full': diskFull,
  'kill-each': killEach,
  'hang-each': hangEach,
  'own-writes': ownWrites,
  promotion,
  overload,
  poison,
  'rolling-restart': rollingRestarts,
  'side-by-side': sideBySide,
}

const say = (line: string) => void process.stdout.write(`${line}\n`)

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => scenarios[name] === undefined)
if (unknown.length > 0) {
  process.stderr.write(`There is no ${unknown.join(', no ')} to play: choose of ${Object.keys(scenarios).join(', ')}.\n`)
  process.exit(1)
}

const stopping = new AbortController()
const stopped = untilStopped().then(() => stopping.abort())

async function playAll(stack: Stack): Promise<void> {
  for (const [name, { title, play }] of Object.entries(scenarios)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    say(`\n${name}: ${title}`)
    const began = performance.now()
    let findings: readonly Finding[] = []
    try {
      findings = await play(stack, (line) => say(`  ${line}`))
    } catch (error) {
      // Its stack is taken from under it.
      if (stopping.signal.aborted) return
      process.stderr.write(`${name}: FAILED, ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
      process.exitCode = 1
    }
    if (stopping.signal.aborted) return
    say(findingsTable(findings))
    say(`${name}: ${Math.round((performance.now() - began) / 1000)} s`)
    if (!findings.every(({ holds }) => holds)) process.exitCode = 1
  }
}

try {
  await using opened = await openStack(say, {}, stopping.signal)
  await Promise.race([playAll(opened.stack), stopped])
  if (stopping.signal.aborted) say('Stopping …')
} catch (error) {
  if (!stopping.signal.aborted) throw error
}
// A scenario that was cut off would go on asking.
if (stopping.signal.aborted) process.exit(143)
