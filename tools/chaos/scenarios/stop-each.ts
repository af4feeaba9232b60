import { randomUUID } from 'node:crypto'
import { ApiProblem, createClient } from '@segue/api-client'
import { createSong, getArtist, getMe, getMyArtist, getSong, getStatus, listMySongs, listTrending, search } from '@segue/contracts'
import { serviceNames, type ServiceName, type Stack } from '@segue/tools/platform'
import { newArtist, newListener, type Person, publishSong, songWav } from '@segue/tools/visitors'
import type { Finding } from '../finding.ts'
import { grantOf, type Granted } from '../grant-of.ts'
import { newPlaylist } from '../new-playlist.ts'
import type { Scenario } from '../scenario.ts'
import { until } from '../until.ts'

interface Kept {
  readonly what: string
  /** Which services it needs beside the gateway; null for what goes past the gateway. */
  readonly needs: readonly ServiceName[] | null
  readonly keep: () => Promise<unknown>
}

const back_within_ms = 30_000

/** Issue 4: any one service stopped leaves playback of what was granted, and everything that is not its own, working. */
export const stopEach: Scenario = {
  title: 'each service stopped in turn',
  async play(stack, say) {
    const promises = await promisesOf(stack)
    const findings: Finding[] = []
    for (const name of serviceNames) {
      const members = stack.fleet.membersOf(name)
      await Promise.all(members.map((member) => member[Symbol.asyncDispose]()))
      const broken: string[] = []
      const refused: string[] = []
      for (const { what, needs, keep } of promises) {
        const isAffected = needs !== null && (name === 'gateway' || needs.includes(name))
        const problem = await keep().then(() => null, (error: unknown) => (error instanceof Error ? error : new Error('refused', { cause: error })))
        if (!isAffected && problem !== null) broken.push(`${what}: ${problem.message}`)
        if (isAffected && problem !== null) refused.push(what)
        if (isAffected && name !== 'gateway' && problem !== null && !isPolite(problem)) broken.push(`${what} is refused without 503 and retry-after: ${problem.message}`)
      }
      await Promise.all(members.map((member) => member.restart()))
      await until(`everything is back after ${name}`, async () => {
        for (const { keep } of promises) await keep()
        return true
      }, back_within_ms)
      for (const line of broken) say(line)
      say(`${name}: refused meanwhile: ${refused.join(', ') || 'nothing'}`)
      findings.push({ what: `${name} stopped`, seen: `${broken.length} broken of ${promises.length}`, goal: '0', holds: broken.length === 0 })
    }
    return findings
  },
}

/** A refusal that says: not now, come back. */
const isPolite = (error: unknown): boolean => error instanceof ApiProblem && error.status === 503 && error.retry_after_s !== null

/** One thing of each service that a user would notice. */
async function promisesOf({ publicUrl }: Stack): Promise<readonly Kept[]> {
  const anonymous = createClient({ url: publicUrl })
  const artist = await newArtist(publicUrl)
  const { id: song_id } = await publishSong(artist, 'Whoever Falls', songWav(4))
  const { id: artist_id } = await artist.client.call(getMyArtist)
  const listener = await newListener(publicUrl)
  const granted = await grantOf(listener, song_id)
  await until('the song is found', () => isFound(anonymous, song_id), 10_000)
  return [
    { what: 'sound of a granted song', needs: ['edge'], keep: () => hear(granted) },
    { what: 'a grant', needs: ['playback-auth'], keep: () => listener.client.call(getSong, { params: { song_id } }) },
    { what: 'an account', needs: ['user'], keep: () => listener.client.call(getMe) },
    { what: 'an artist', needs: ['catalog'], keep: () => anonymous.call(getArtist, { params: { artist_id } }) },
    { what: 'the chart', needs: ['catalog'], keep: () => anonymous.call(listTrending) },
    { what: "an artist's songs", needs: ['catalog'], keep: () => artist.client.call(listMySongs) },
    { what: 'a promise of a file', needs: ['catalog'], keep: () => promiseFile(artist) },
    { what: 'a playlist', needs: ['playlist'], keep: () => newPlaylist(listener, randomUUID()) },
    { what: 'a search', needs: ['search'], keep: () => isFound(anonymous, song_id) },
    { what: 'the status', needs: [], keep: () => anonymous.call(getStatus) },
  ]
}

async function hear({ urls, cookie }: Granted): Promise<void> {
  for (const url of urls) {
    const response = await fetch(url, { headers: { cookie } })
    await response.arrayBuffer()
    if (response.status === 503) throw new ApiProblem({ status: 503, code: 'unavailable', title: 'No edge', retry_after_s: Number(response.headers.get('retry-after') ?? 1) })
    if (!response.ok) throw new Error(`${response.status}`)
  }
}

async function isFound(anonymous: Person['client'], song_id: string): Promise<boolean> {
  // A word more each time: answers are remembered for two seconds.
  const { results } = await anonymous.call(search, { query: { q: 'whoever falls', type: 'song', limit: 1 + Math.floor(Math.random() * 20) } })
  if (results.songs?.items.some(({ id }) => id === song_id)) return true
  throw new Error('not found')
}

const promiseFile = ({ client }: Person) =>
  client.call(createSong, {
    body: { title: 'Not Yet', genre: 'chaos', file: { name: 'later.wav', size: 1_000, content_type: 'audio/wav', checksum_sha256: Buffer.alloc(32).toString('base64') } },
  })
