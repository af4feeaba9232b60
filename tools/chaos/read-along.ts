import { createClient } from '@segue/api-client'
import { getArtist, getMe, getMyArtist, getSong, getStatus, listLikes, listMyPlaylists, listTrending, search } from '@segue/contracts'
import type { Stack } from '@segue/tools/platform'
import { newArtist } from '@segue/tools/visitors'
import { atLeast, none, within, type Finding } from './finding.ts'
import { grantOf } from './grant-of.ts'
import { keepAsking } from './keep-asking.ts'
import { inAWord, isPolite } from './refusal.ts'
import { until } from './until.ts'

const read_ms = 2_000

export interface ReadAlong {
  readonly answered: number
  /** `song: 503 unavailable` */
  readonly failures: readonly string[]
  readonly impolite: number
  /** Segments of a song that was granted before. */
  readonly sound: { readonly answered: number; readonly failures: readonly string[] }
  readonly slowest: { readonly what: string; readonly took_ms: number }
}

export interface Reading extends AsyncDisposable {
  /** Ends it, and tells; again, too. */
  stop(): Promise<ReadAlong>
}

/** Reads of every service and the sound of a granted song, by clients who never try twice. */
export async function readAlong({ publicUrl }: Stack, song_id: string): Promise<Reading> {
  const reader = await newArtist(publicUrl)
  const { id: artist_id } = await reader.client.call(getMyArtist)
  const anonymous = createClient({ url: publicUrl })
  const { client } = reader
  const { urls, cookie } = await grantOf(reader, song_id)
  const reads: readonly (readonly [string, (mark: number) => Promise<unknown>])[] = [
    ['song', () => client.call(getSong, { params: { song_id } })],
    ['me', () => client.call(getMe)],
    ['likes', () => client.call(listLikes)],
    ['playlists', () => client.call(listMyPlaylists)],
    ['artist', () => anonymous.call(getArtist, { params: { artist_id } })],
    ['trending', () => anonymous.call(listTrending)],
    ['status', () => anonymous.call(getStatus)],
    ['search', (mark) => anonymous.call(search, { query: { q: `take ${mark % 50}` } })],
  ]
  // What has only just been started answers its first requests slowly, and that is another matter.
  for (const [what, read] of reads) await until(`first ${what}`, () => read(0).then(() => true), 60_000)
  let impolite = 0
  let slowest = { what: 'nothing', took_ms: 0 }
  const asking = keepAsking(
    async (mark) => {
      const [what, read] = reads[mark % reads.length] ?? []
      const began = performance.now()
      try {
        await read?.(mark)
      } catch (error) {
        if (!isPolite(error)) impolite++
        throw new Error(`${what}: ${inAWord(error)}`, { cause: error })
      } finally {
        const took_ms = performance.now() - began
        if (took_ms > slowest.took_ms) slowest = { what: what ?? '', took_ms }
      }
    },
    { loops: 8, pause_ms: 50 },
  )
  const hearing = keepAsking(
    async (mark) => {
      const response = await fetch(urls[mark % urls.length] ?? '', { headers: { cookie } })
      await response.arrayBuffer()
      if (!response.ok) throw new Error(`sound: ${response.status}`)
    },
    { loops: 2, pause_ms: 50 },
  )
  async function stop(): Promise<ReadAlong> {
    const { results, failures } = await asking.stop()
    const sound = await hearing.stop()
    return { answered: results.length, failures, impolite, slowest, sound: { answered: sound.results.length, failures: sound.failures } }
  }
  return { stop, [Symbol.asyncDispose]: async () => void (await stop()) }
}

/** In time or refused in time, politely; the sound without a gap. */
export function readingFindings({ answered, failures, impolite, sound, slowest }: ReadAlong): readonly Finding[] {
  return [
    none('reads refused without a time to come back', impolite, answered + failures.length),
    within(`the slowest read (${slowest.what})`, slowest.took_ms, read_ms),
    none('segments of granted songs not served', sound.failures.length, sound.answered + sound.failures.length),
    atLeast('segments served', sound.answered, 100),
  ]
}
