import { availableParallelism, loadavg } from 'node:os'
import { isMet, table, type Figure } from './figure.ts'
import { click } from './works/click.ts'
import { edge } from './works/edge.ts'
import { fleet } from './works/fleet.ts'
import { outbox, outboxRabbitMq } from './works/outbox.ts'
import { playlist } from './works/playlist.ts'
import { search } from './works/search.ts'
import { searchMillion } from './works/search-million.ts'
import { searchOpenSearch } from './works/search-opensearch.ts'
import { song } from './works/song.ts'
import { start } from './works/start.ts'
import { transcoding } from './works/transcoding.ts'
import type { Work } from './work.ts'

/** `npm run bench [-- <work> …]`: measures every kind of work that isn't extra, or those named, and prints a table. Exits with 1 when one could not be measured. */
const works: Readonly<Record<string, Work>> = {
  transcoding, click, song, edge, outbox, 'outbox-rabbitmq': outboxRabbitMq,
  search, 'search-opensearch': searchOpenSearch, 'search-million': searchMillion, playlist, start, fleet,
}

const say = (line: string) => void process.stdout.write(`${line}\n`)
const loadAverage = () => loadavg()[0] ?? 0

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => works[name] === undefined)
if (unknown.length > 0) {
  process.stderr.write(`There is no ${unknown.join(', no ')} to measure: choose of ${Object.keys(works).join(', ')}.\n`)
  process.exit(1)
}
process.once('SIGTERM', () => process.exit(143))
process.once('SIGINT', () => process.exit(130))

const busy = loadAverage()
say(`${availableParallelism()} cores, load average ${busy.toFixed(2)}, Node ${process.version}`)
if (busy > 1) say('The machine is busy with something else: expect ratios that wander, and repeat this when it is quiet.')

const figures: Figure[] = []
const began = performance.now()
for (const [name, { title, isExtra = false, skipped, measure }] of Object.entries(works)) {
  if (wanted.length > 0 ? !wanted.includes(name) : isExtra) continue
  const reason = skipped?.() ?? null
  if (reason !== null) {
    say(`${name}: skipped, ${reason}`)
    continue
  }
  say(`${name}: measuring ${title} …`)
  try {
    figures.push(...(await measure((line) => say(`  ${line}`))))
  } catch (error) {
    process.exitCode = 1
    process.stderr.write(`${name}: FAILED, ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  }
}
say(`\n${table(figures)}`)
const judged = figures.map(isMet).filter((met) => met !== null)
say(`\n${judged.filter((met) => met).length} of ${judged.length} goals met, in ${Math.round((performance.now() - began) / 1000)} s`)
