import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { createClient } from '@segue/api-client'
import { getMe, search, topology } from '@segue/contracts'
import { openEventBus } from '@segue/event-bus'
import { newListener } from '@segue/tools/visitors'
import { atLeast, none, within } from '../finding.ts'
import { keepAsking, summary } from '../keep-asking.ts'
import { newPlaylist } from '../new-playlist.ts'
import type { Scenario } from '../scenario.ts'
import { until } from '../until.ts'

/** Longer than all attempts at an event take: an outage must not make dead letters. */
const out_ms = 40_000
const equal_within_ms = 30_000

/** quality.md "kill -9 any process … every read model equal to its source within 30 s of recovery", for the index. */
export const indexOut: Scenario = {
  title: `OpenSearch killed for ${out_ms / 1000} s while listeners write`,
  async play({ publicUrl, parts }, say) {
    const anonymous = createClient({ url: publicUrl })
    const listener = await newListener(publicUrl)
    await using bus = await openEventBus(parts.rabbitmq.url, { topology })
    const deadBefore = (await bus.backlog('search')).dead
    await parts.openSearch.kill()
    say('OpenSearch is dead')
    const writing = keepAsking(
      async () => {
        await listener.client.call(getMe)
        const name = `Unseen ${randomUUID()}`
        return { name, id: await newPlaylist(listener, name) }
      },
      { loops: 2, pause_ms: 200 },
    )
    await pause(out_ms)
    const { results, failures } = await writing.stop()
    if (failures.length > 0) say(summary(failures))
    const dead = (await bus.backlog('search')).dead - deadBefore
    await parts.openSearch.restart()
    say('OpenSearch is back')
    const isFound = async ({ name, id }: { name: string; id: string }) => {
      const { results: found } = await anonymous.call(search, { query: { q: name, type: 'playlist' } })
      return found.playlists?.items.some((item) => item.id === id) ?? false
    }
    let missing = results
    const took_ms = await until('every playlist of the outage is found', async () => {
      const found = await Promise.all(missing.slice(0, 20).map(isFound))
      missing = missing.filter((_, at) => found[at] !== true)
      return missing.length === 0
    }, 120_000)
    return [
      none('failed reads and writes of others', failures.length, failures.length + results.length),
      atLeast('playlists made meanwhile', results.length, 100),
      none('dead letters', dead),
      within('all of them found after its return', took_ms, equal_within_ms),
    ]
  },
}
