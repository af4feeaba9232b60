import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { createClient } from '@segue/api-client'
import { getPlaylist, likeSong, listLikes, search } from '@segue/contracts'
import { newArtist, newListener, publishSong, songWav } from '@segue/tools/visitors'
import { atLeast, none, within } from '../finding.ts'
import { keepAsking, summary } from '../keep-asking.ts'
import { newPlaylist } from '../new-playlist.ts'
import type { Scenario } from '../scenario.ts'
import { until } from '../until.ts'

const out_ms = 60_000
const caught_up_within_ms = 10_000

/** quality.md "broker down 60 s": no API write fails, and the backlog is gone ten seconds after it is back. */
export const brokerOut: Scenario = {
  title: `RabbitMQ killed for ${out_ms / 1000} s while listeners write`,
  async play({ publicUrl, parts }, say) {
    const anonymous = createClient({ url: publicUrl })
    const { id: song_id } = await publishSong(await newArtist(publicUrl), 'Heard Through Silence', songWav(4))
    const listeners = await Promise.all(Array.from({ length: 4 }, () => newListener(publicUrl)))
    const of = (mark: number) => listeners[mark % listeners.length] ?? Promise.reject(new Error('no listener'))
    const writing = keepAsking(
      async (mark) => {
        const listener = await of(mark)
        if (mark % 3 === 0) await listener.client.call(likeSong, { params: { song_id } })
        const name = `Silence ${randomUUID()}`
        return { listener, name, id: await newPlaylist(listener, name) }
      },
      { loops: 4, pause_ms: 100 },
    )
    await pause(2_000)
    await parts.rabbitmq.kill()
    say('RabbitMQ is dead')
    await pause(out_ms)
    await parts.rabbitmq.restart()
    say('RabbitMQ is back')
    const back = performance.now()
    const { results, failures } = await writing.stop()

    // The last ones waited longest; that they are found means that outbox, queue and index are behind nothing.
    const isFound = async ({ name, id }: { name: string; id: string }) => {
      const { results: found } = await anonymous.call(search, { query: { q: name, type: 'playlist' } })
      return found.playlists?.items.some((item) => item.id === id) ?? false
    }
    const samples = [results[0], results[Math.floor(results.length / 2)], ...results.slice(-10)].filter((one) => one !== undefined)
    await until('every playlist of the outage is found', async () => (await Promise.all(samples.map(isFound))).every(Boolean), 120_000)
    const caughtUp_ms = performance.now() - back

    let lost = 0
    for (const { listener, id, name } of results) {
      const kept = await listener.client.call(getPlaylist, { params: { playlist_id: id } }).catch(() => null)
      if (kept?.name !== name) lost++
    }
    const likes = await Promise.all(listeners.map(async ({ client }) => (await client.call(listLikes)).items.length))
    if (failures.length > 0) say(summary(failures))
    return [
      none('failed writes', failures.length, failures.length + results.length),
      atLeast('writes acknowledged', results.length, 500),
      none('acknowledged writes lost', lost, results.length),
      none('listeners whose like is missing or doubled', likes.filter((count) => count !== 1).length, likes.length),
      within('backlog gone after its return', caughtUp_ms, caught_up_within_ms),
    ]
  },
}
