import { openDatabase } from '@segue/database'
import { getPlaylist, listMyPlaylists, updatePlaylist } from '@segue/contracts'
import { newListener } from '@segue/tools/visitors'
import { atLeast, none, within } from '../finding.ts'
import { newPlaylist } from '../new-playlist.ts'
import type { Scenario } from '../scenario.ts'

const cycles = 10_000
const loops = 8
const read_ms = 2_000

/** quality.md "read your own writes with replicas", through the public door; the replica stands still for the middle third. */
export const ownWrites: Scenario = {
  title: `${cycles.toLocaleString('en')} times a write, then a read of it, while the replica follows, stands still, and follows again`,
  async play({ publicUrl, parts }, say) {
    await using replica = openDatabase(parts.replica.superuserUrl)
    const tell = async (name: 'pg_wal_replay_pause' | 'pg_wal_replay_resume') => {
      await replica.selectNoFrom(({ fn }) => fn<null>(name, []).as('told')).execute()
      say(`${name}, after ${done.toLocaleString('en')}`)
    }
    let done = 0
    let next = 0
    let stale = 0
    let slowest_ms = 0
    async function loop(): Promise<void> {
      const { client } = await newListener(publicUrl)
      const playlist_id = await newPlaylist({ client }, 'never')
      while (next < cycles) {
        const turn = next++
        if (turn === Math.floor(cycles / 3)) await tell('pg_wal_replay_pause')
        if (turn === Math.floor((2 * cycles) / 3)) await tell('pg_wal_replay_resume')
        const name = `take ${turn}`
        await client.call(updatePlaylist, { params: { playlist_id }, body: { name } })
        const began = performance.now()
        const read = turn % 2 === 0 ? await client.call(getPlaylist, { params: { playlist_id } }) : (await client.call(listMyPlaylists)).items[0]
        slowest_ms = Math.max(slowest_ms, performance.now() - began)
        if (read?.name !== name) stale++
        done++
      }
    }
    try {
      await Promise.all(Array.from({ length: loops }, loop))
    } finally {
      await tell('pg_wal_replay_resume')
    }
    return [
      none('stale reads of one\'s own writes', stale, done),
      atLeast('writes read', done, cycles),
      within('the slowest read', slowest_ms, read_ms),
    ]
  },
}
