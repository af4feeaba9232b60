import { createClient } from '@segue/api-client'
import { getArtist, getMyArtist, listLikes, listMyPlaylists, listTrending } from '@segue/contracts'
import { promoteReplica } from '@segue/native'
import { newArtist } from '@segue/tools/visitors'
import { atLeast, none, within } from '../finding.ts'
import { keepAsking, summary } from '../keep-asking.ts'
import { equalWithin, findingsOf } from '../marked/findings.ts'
import { markedWrites } from '../marked/marked-writes.ts'
import { underWrites } from '../marked/under-writes.ts'
import { newPlaylist } from '../new-playlist.ts'
import { putBack } from '../put-back.ts'
import type { Scenario } from '../scenario.ts'

/** And as long before. */
const after_ms = 5_000
const writes_out_ms = 10_000
const read_ms = 2_000
const equal_within_ms = 30_000

/** A primary that is lost for good, and the command that puts its replica in its place; commits wait for the replica, as `docs/operations/replicas.md` says. */
export const promotion: Scenario = {
  title: 'PostgreSQL killed for good under marked writes, its replica promoted',
  async play(stack, say) {
    const { parts: { postgres, replica }, publicUrl } = stack
    const writes = await markedWrites(stack)
    const reader = await newArtist(publicUrl)
    const { id: artist_id } = await reader.client.call(getMyArtist)
    const anonymous = createClient({ url: publicUrl })
    const reads = [
      () => reader.client.call(listLikes),
      () => reader.client.call(listMyPlaylists),
      () => anonymous.call(getArtist, { params: { artist_id } }),
      () => anonymous.call(listTrending),
    ]
    await postgres.waitForReplica(true)
    let failedOver = false
    let lastTaken = performance.now()
    let out_ms = 0
    const reading = keepAsking(async (mark) => void (await reads[mark % reads.length]?.()), { loops: 4, pause_ms: 20 })
    const probing = keepAsking(
      async () => {
        await newPlaylist(reader, 'taken?')
        out_ms = Math.max(out_ms, performance.now() - lastTaken)
        lastTaken = performance.now()
      },
      { loops: 2, pause_ms: 20 },
    )
    const stopAsking = () => Promise.all([reading.stop(), probing.stop()])
    try {
      const begin = async () => {
        await postgres.kill()
        failedOver = true
        const dead = performance.now()
        await promoteReplica(replica.folder)
        say(`promoted in ${((performance.now() - dead) / 1000).toFixed(2)} s`)
      }
      const end = async () => void (await stopAsking())
      const { verdict, equal_ms } = await underWrites(writes, { what: 'promotion', begin, lasts_ms: after_ms, end, before_ms: after_ms }, say)
      const [read, probed] = await stopAsking()
      say(`of writes that nobody repeats were refused: ${summary(probed.failures) || 'none'}`)
      if (read.failures.length > 0) say(`reads: ${summary(read.failures)}`)
      return [
        ...findingsOf(verdict, writes.refused),
        atLeast('writes acknowledged', verdict.acknowledged, 200),
        within('no write was taken for', out_ms, writes_out_ms),
        none('failed reads of lists', read.failures.length, read.failures.length + read.results.length),
        within('the slowest of them', read.slowest_ms, read_ms),
        none('dead letters', await writes.deadLetters()),
        equalWithin([equal_ms], equal_within_ms),
      ]
    } finally {
      await stopAsking()
      if (failedOver) await putBack(stack.parts)
      await postgres.waitForReplica(false)
    }
  },
}
