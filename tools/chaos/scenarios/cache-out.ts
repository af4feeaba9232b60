import { setTimeout as pause } from 'node:timers/promises'
import { createClient } from '@segue/api-client'
import { getArtist, getMyArtist, getSong, listTrending, search } from '@segue/contracts'
import { newArtist, newListener, publishSong, songWav } from '@segue/tools/visitors'
import { atLeast, none, within, type Finding } from '../finding.ts'
import { keepAsking, summary } from '../keep-asking.ts'
import type { Scenario } from '../scenario.ts'

const hung_ms = 20_000
const dead_ms = 10_000
const slowest_ms = 2_000

/** quality.md "cache down or hung": reads that have a database path don't fail. */
export const cacheOut: Scenario = {
  title: `Redis frozen for ${hung_ms / 1000} s, then killed for ${dead_ms / 1000} s, while listeners read`,
  async play({ publicUrl, parts }, say) {
    const artist = await newArtist(publicUrl)
    const { id: song_id } = await publishSong(artist, 'Remembered by Heart', songWav(4))
    const { id: artist_id } = await artist.client.call(getMyArtist)
    const listener = await newListener(publicUrl)
    const anonymous = createClient({ url: publicUrl })
    const reads = [
      () => listener.client.call(getSong, { params: { song_id } }),
      () => anonymous.call(getSong, { params: { song_id } }),
      () => anonymous.call(getArtist, { params: { artist_id } }),
      () => anonymous.call(listTrending),
      (mark: number) => anonymous.call(search, { query: { q: `remembered ${mark}` } }),
    ]
    const during = async (what: string, begin: () => void | Promise<void>, ms: number, end: () => void | Promise<void>): Promise<Finding[]> => {
      const reading = keepAsking(async (mark) => void (await reads[mark % reads.length]?.(mark)), { loops: 8, pause_ms: 20 })
      await pause(1_000)
      await begin()
      say(`Redis is ${what}`)
      await pause(ms)
      await end()
      await pause(1_000)
      const { results, failures, slowest_ms: slowest } = await reading.stop()
      if (failures.length > 0) say(summary(failures))
      return [
        none(`failed reads, ${what}`, failures.length, failures.length + results.length),
        atLeast(`reads answered, ${what}`, results.length, 500),
        within(`the slowest read, ${what}`, slowest, slowest_ms),
      ]
    }
    const { redis } = parts
    return [
      ...(await during('hung', () => redis.freeze(), hung_ms, () => redis.thaw())),
      ...(await during('dead', () => redis.kill(), dead_ms, () => redis.restart())),
    ]
  },
}
