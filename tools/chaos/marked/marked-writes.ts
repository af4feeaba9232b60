import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { getMyArtist, topology, type Consumer } from '@segue/contracts'
import { openEventBus } from '@segue/event-bus'
import type { Stack } from '@segue/tools/platform'
import { newArtist, newListener, publishSong, songWav } from '@segue/tools/visitors'
import { newPlaylist } from '../new-playlist.ts'
import { accounts } from './accounts.ts'
import { follows, likes } from './flips.ts'
import { insistence, type Refused, type Slowest } from './insist.ts'
import type { Kind } from './kind.ts'
import { newPlaylists, playlistItems } from './playlists.ts'
import { differences } from './read-models.ts'
import { drafts, titles, uploads } from './songs.ts'

export interface Verdict {
  readonly acknowledged: number
  readonly lost: readonly string[]
  readonly doubled: readonly string[]
  /** Read models that are not what their source is. */
  readonly differences: readonly string[]
  /** What was seen to be missing last, before all was well. */
  readonly last: string
  /** Until nothing was left of all that, or the patience was over. */
  readonly took_ms: number
}

/** Writes of every kind, each marked so that it can be found again, by clients who insist. */
export interface MarkedWrites {
  /** Songs whose titles change, of four seconds each. */
  readonly song_ids: readonly string[]
  readonly refused: readonly Refused[]
  readonly slowest: Slowest
  forgetSlowest(): void
  /** Writes from now on, until what it returns is called: that resolves when the last is acknowledged. */
  begin(): () => Promise<void>
  /** Holds what is there against what was acknowledged, again and again until all is well. */
  judge(patience_ms: number): Promise<Verdict>
  /** Events that were given up on since the beginning. */
  deadLetters(): Promise<number>
}

export interface MarkedWritesOptions {
  /** Length of the songs that are uploaded meanwhile; default 20. Above 95 they are sent in parts. */
  readonly upload_s?: number
  /** How many artists upload, one song after another each; default 1. */
  readonly uploaders?: number
}

/** Makes who writes and what is written about. */
export async function markedWrites(stack: Stack, { upload_s = 20, uploaders = 1 }: MarkedWritesOptions = {}): Promise<MarkedWrites> {
  const { publicUrl } = stack
  // No word of the others' is near it, so that a search for it finds these alone.
  const word = `mark${randomBytes(6).toString('hex')}`
  const [artist, drafter, ...senders] = await Promise.all([newArtist(publicUrl), newArtist(publicUrl), ...Array.from({ length: uploaders }, () => newArtist(publicUrl))])
  const songs = []
  for (let n = 0; n < 4; n++) songs.push(await publishSong(artist, `${word} ${n}`, songWav(4)))
  const song_ids = songs.map(({ id }) => id)
  const artist_ids = await Promise.all([artist, drafter, ...senders].map(async ({ client }) => (await client.call(getMyArtist)).id))
  const [one, two, three, collector] = await Promise.all([newListener(publicUrl), newListener(publicUrl), newListener(publicUrl), newListener(publicUrl)])
  const wav = songWav(upload_s)
  const kinds: readonly Kind[] = [
    ...[one, two].map((listener) => likes(listener, song_ids)),
    ...(await Promise.all([two, three].map(async (listener) => playlistItems(listener, await newPlaylist(listener, randomUUID()), song_ids)))),
    follows(three, artist_ids),
    newPlaylists(collector, word),
    drafts(drafter, word),
    titles(artist, word, song_ids),
    accounts(stack, word, song_ids),
    ...senders.map((sender) => uploads(sender, word, wav)),
  ]
  const clients = insistence()
  const deadBefore = await deadLetters(stack)
  return {
    song_ids,
    refused: clients.refused,
    get slowest() {
      return clients.slowest
    },
    forgetSlowest: clients.forgetSlowest,
    begin() {
      let isStopped = false
      const running = Promise.all(
        kinds.map(async (kind) => {
          while (!isStopped) {
            await kind.write(clients.insist)
            await pause(kind.pause_ms)
          }
        }),
      )
      // Told when it is stopped.
      running.catch(() => {})
      return async () => {
        isStopped = true
        await running
      }
    },
    async judge(patience_ms) {
      let last = 'nothing'
      for (const began = performance.now(); ; await pause(250)) {
        const verdict = await look(stack, kinds, word).catch((error: unknown) => ({ acknowledged: 0, lost: [], doubled: [], differences: [String(error)] }))
        const took_ms = performance.now() - began
        const amiss = [...verdict.lost, ...verdict.doubled, ...verdict.differences]
        if (amiss.length === 0 || took_ms > patience_ms) return { ...verdict, last, took_ms }
        last = amiss[0] ?? last
      }
    },
    deadLetters: async () => (await deadLetters(stack)) - deadBefore,
  }
}

async function look(stack: Stack, kinds: readonly Kind[], word: string): Promise<Omit<Verdict, 'took_ms' | 'last'>> {
  const tallies = await Promise.all(kinds.map(async ({ what, tally }) => ({ what, ...(await tally()) })))
  return {
    acknowledged: tallies.reduce((sum, { acknowledged }) => sum + acknowledged, 0),
    lost: tallies.flatMap(({ what, lost }) => lost.map((mark) => `${what}: ${mark}`)),
    doubled: tallies.flatMap(({ what, doubled }) => doubled.map((mark) => `${what}: ${mark}`)),
    differences: await differences(stack, word),
  }
}

async function deadLetters({ parts }: Stack): Promise<number> {
  await using bus = await openEventBus(parts.rabbitmq.url, { topology })
  const consumers = Object.keys(topology) as Consumer[]
  const backlogs = await Promise.all(consumers.map((consumer) => bus.backlog(consumer)))
  return backlogs.reduce((sum, { dead }) => sum + dead, 0)
}
