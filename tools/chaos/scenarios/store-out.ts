import { openDatabase } from '@segue/database'
import type { Stack } from '@segue/tools/platform'
import { newListener } from '@segue/tools/visitors'
import { atLeast, none } from '../finding.ts'
import { grantOf } from '../grant-of.ts'
import { equalWithin, findingsOf } from '../marked/findings.ts'
import { markedWrites } from '../marked/marked-writes.ts'
import { underWrites } from '../marked/under-writes.ts'
import type { Scenario } from '../scenario.ts'
import { jobUnderWay } from './kill-each.ts'

const dead_ms = 30_000
/** Songs that wait are transcoded one after another, so this is longer than for what is only told. */
const ready_within_ms = 90_000

/** The object store away while songs are sent and made: uploads go on where they were, jobs wait, and what can be heard is whole. */
export const storeOut: Scenario = {
  title: `the object store killed for ${dead_ms / 1000} s while songs are uploaded and transcoded`,
  async play(stack, say) {
    const { objectStore } = stack.parts
    const since = new Date()
    // In several parts, so that an upload can be cut between two.
    const writes = await markedWrites(stack, { upload_s: 100, uploaders: 4 })
    const { verdict, equal_ms } = await underWrites(
      writes,
      {
        what: objectStore.name,
        async begin() {
          await jobUnderWay(stack)
          await objectStore.kill()
        },
        lasts_ms: dead_ms,
        end: () => objectStore.restart(),
        patience_ms: 2 * ready_within_ms,
      },
      say,
    )
    const songs = await songsSince(stack, since)
    const holes = await holesIn(stack, songs.filter(({ visibility }) => visibility === 'published').map(({ song_id }) => song_id))
    for (const hole of holes.slice(0, 5)) say(hole)
    return [
      ...findingsOf(verdict, writes.refused),
      atLeast('songs made ready', songs.filter(({ status }) => status === 'ready').length, 8),
      none('songs that failed', songs.filter(({ status }) => status === 'failed').length, songs.length),
      none('pieces missing of songs that can be heard', holes.length),
      none('dead letters', await writes.deadLetters()),
      equalWithin([equal_ms], ready_within_ms),
    ]
  },
}

interface Tables {
  songs: { song_id: string; status: string; visibility: string | null; created_at: Date }
}

async function songsSince({ environment }: Stack, since: Date) {
  await using db = openDatabase<Tables>(environment['CATALOG_DATABASE_URL'] ?? '')
  return await db.selectFrom('songs').select(['song_id', 'status', 'visibility']).where('created_at', '>=', since).execute()
}

/** Playlists and segments that an edge can't give. */
async function holesIn({ publicUrl }: Stack, song_ids: readonly string[]): Promise<readonly string[]> {
  const listener = await newListener(publicUrl)
  const holes: string[] = []
  for (const song_id of song_ids) {
    const { urls, cookie } = await grantOf(listener, song_id)
    for (const url of urls) {
      const response = await fetch(url, { headers: { cookie } })
      await response.arrayBuffer()
      if (!response.ok) holes.push(`${new URL(url).pathname}: ${response.status}`)
    }
  }
  return holes
}
