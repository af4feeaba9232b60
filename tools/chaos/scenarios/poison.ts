import { randomUUIDv7 } from 'node:crypto'
import { createClient } from '@segue/api-client'
import { search, topology, type Envelope } from '@segue/contracts'
import { openEventBus } from '@segue/event-bus'
import { none, type Finding } from '../finding.ts'
import type { Scenario } from '../scenario.ts'
import { until } from '../until.ts'

const events = 1_000
const poisoned = 500
const attempts = 9

/** quality.md "poison message, 1 in 1,000": tried to the limit, then put aside with its reason, and nobody else waits for it. */
export const poison: Scenario = {
  title: `one of ${events.toLocaleString('en')} events to search breaks its contract`,
  async play({ publicUrl, parts }, say) {
    const anonymous = createClient({ url: publicUrl })
    await using bus = await openEventBus(parts.rabbitmq.url, { topology })
    const deadBefore = (await bus.backlog('search')).dead
    const word = `venom${Math.floor(Math.random() * 1e6)}`
    const all = Array.from({ length: events }, (_, n) => playlistCreated(`${word} ${n}`, n === poisoned))
    await bus.publish(all, { to: 'search' })

    const total = async () => (await anonymous.call(search, { query: { q: word, type: 'playlist' } })).results.playlists?.total ?? 0
    await until('the other 999 are found', async () => (await total()) >= events - 1, 60_000)
    say('the others are found')
    await until('the poisoned one is put aside', async () => (await bus.backlog('search')).dead > deadBefore, 120_000)
    const letter = (await bus.deadLetters('search', 100)).find(({ event }) => event.id === all[poisoned]?.id)
    say(`put aside: ${letter?.reason ?? 'nothing'}`)
    const replayed = await bus.replay('search')
    await until('a replayed one that is still poisoned is put aside again', async () => (await bus.backlog('search')).dead > deadBefore, 120_000)

    const finding = (what: string, seen: string, goal: string, holds: boolean): Finding => ({ what, seen, goal, holds })
    return [
      none('of the others missing', events - 1 - (await total())),
      finding('attempts at the poisoned one', String(letter?.attempts), String(attempts), letter?.attempts === attempts),
      finding('its reason is kept', letter?.reason ?? '', 'names the contract', letter?.reason.includes('contract') ?? false),
      finding('replayed by the command', String(replayed), '≥ 1', replayed >= 1),
    ]
  },
}

function playlistCreated(name: string, isPoisoned: boolean): Envelope {
  const id = randomUUIDv7()
  const data = { playlist_id: id, owner_user_id: randomUUIDv7(), owner_name: 'Vi', name, description: null, visibility: 'public', item_count: 0 }
  return {
    id: randomUUIDv7(),
    type: 'playlist.created',
    occurred_at: new Date().toISOString(),
    aggregate_id: id,
    aggregate_version: 1,
    data: isPoisoned ? { ...data, name: 42 } : data,
  }
}
