import { randomUUID } from 'node:crypto'
import { getMe, getSong, likeSong, listLikes, listTrending, search, unlikeSong } from '@segue/contracts'
import { rollingRestart, type Stack } from '@segue/tools/platform'
import { newArtist, newListener, publishSong, songWav } from '@segue/tools/visitors'
import { atLeast, none, within } from '../finding.ts'
import { grantOf } from '../grant-of.ts'
import { keepAsking, summary } from '../keep-asking.ts'
import { newPlaylist } from '../new-playlist.ts'
import type { Scenario } from '../scenario.ts'

const least = 20_000
const longest_ms = 5_000

/** Quality, "Reliability": every process restarted under load on kept connections, by clients who never try anything twice. */
export const rollingRestarts: Scenario = {
  title: 'every process restarted, one at a time, under load',
  async play(stack, say) {
    const works = Object.entries(await worksOf(stack))
    let stage = 'before any'
    const asking = keepAsking(
      async (mark) => {
        const [name, work] = works[mark % works.length] ?? []
        await work?.(mark).catch((cause: unknown) => {
          throw new Error(`${name}, ${stage}: ${String(cause)}`, { cause })
        })
      },
      { loops: 16, pause_ms: 5 },
    )
    let rounds = 0
    do {
      await rollingRestart(stack, (line) => {
        stage = `after ${line}`
        say(`${line}, ${asking.count.toLocaleString('en')} requests so far`)
      })
      rounds++
    } while (asking.count < least)
    const { failures, results, slowest_ms } = await asking.stop()
    if (failures.length > 0) say(summary(failures))
    return [
      none('failed requests', failures.length, failures.length + results.length),
      atLeast('requests answered', results.length, least),
      atLeast('restarts of every process', rounds, 1),
      within('the slowest of them', slowest_ms, longest_ms),
    ]
  },
}

/** One thing that each service is for, on a connection that is kept. */
export async function worksOf({ publicUrl }: Stack): Promise<Readonly<Record<string, (mark: number) => Promise<unknown>>>> {
  const { id: song_id } = await publishSong(await newArtist(publicUrl), 'Unbroken', songWav(4))
  const listener = await newListener(publicUrl)
  const { client } = listener
  const params = { song_id }
  const { urls, cookie } = await grantOf(listener, song_id)
  return {
    song: () => client.call(getSong, { params }),
    me: () => client.call(getMe),
    trending: () => client.call(listTrending),
    search: (mark) => client.call(search, { query: { q: `unbroken ${mark % 50}` } }),
    like: (mark) => client.call(mark % 2 === 0 ? likeSong : unlikeSong, { params }),
    likes: () => client.call(listLikes),
    playlist: () => newPlaylist(listener, randomUUID()),
    async media(mark) {
      const response = await fetch(urls[mark % urls.length] ?? '', { headers: { cookie } })
      await response.arrayBuffer()
      if (!response.ok) throw new Error(`media: ${response.status}`)
    },
  }
}
