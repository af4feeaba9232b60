import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { openAsBlob } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ApiProblem, createClient, uploadSong, type Client } from '@segue/api-client'
import { createArtist, deleteSong, getMyArtist, listMySongs } from '@segue/contracts'
import type { Platform } from '../platform/start-platform.ts'
import { catalogue, type DemoArtist, type DemoSong } from './catalogue.ts'
import { demoAccount } from './demo-account.ts'

const composer = fileURLToPath(new URL('./compose-piece.ts', import.meta.url))

/**
 * Sends the demonstration catalogue the way an artist would, in the background: composed in a process of its own, uploaded
 * through the public door, one piece after another. What an earlier start already sent is left alone, so it goes on
 * where that one ended. Disposing stops it.
 */
export function publishDemo({ publicUrl }: Pick<Platform, 'publicUrl'>, dataDir: string, say: (line: string) => void): AsyncDisposable {
  const stopping = new AbortController()
  const publishing = publishAll(publicUrl, dataDir, say, stopping.signal).catch((error: unknown) => {
    if (!stopping.signal.aborted) say(`The demonstration catalogue could not be finished: ${error instanceof Error ? error.message : String(error)}`)
  })
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await publishing
    },
  }
}

async function publishAll(publicUrl: string, dataDir: string, say: (line: string) => void, signal: AbortSignal): Promise<void> {
  const folder = join(dataDir, 'demo')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const clients = new Map<DemoArtist, Client>()
  for (const artist of catalogue) {
    const account = await demoAccount(publicUrl, folder, artist.key, artist.name)
    const client = createClient({ url: publicUrl, token: account.token })
    await becomeArtist(client, artist)
    clients.set(artist, client)
  }
  const pieces = inTurns(catalogue)
  for (const [place, { artist, song }] of pieces.entries()) {
    signal.throwIfAborted()
    const client = clients.get(artist)
    if (client === undefined || (await isSent(client, song))) continue
    await sendPiece(client, song, folder, signal)
    say(`Demonstration ${place + 1}/${pieces.length}: ${song.title} by ${artist.name}`)
  }
}

/** One song of each artist, then the second of each, and so on. */
const inTurns = (artists: readonly DemoArtist[]): { artist: DemoArtist; song: DemoSong }[] =>
  artists
    .flatMap((artist) => artist.songs.map((song, turn) => ({ artist, song, turn })))
    .toSorted((a, b) => a.turn - b.turn)

async function becomeArtist(client: Client, { name, country, bio, genres }: DemoArtist): Promise<void> {
  try {
    await client.call(getMyArtist)
  } catch (error) {
    if (!(error instanceof ApiProblem && error.code === 'artist_not_found')) throw error
    await client.call(createArtist, { body: { name, country, bio, genres } })
  }
}

/** True when the song is there; what an interrupted upload left behind is removed. */
async function isSent(client: Client, { title }: DemoSong): Promise<boolean> {
  const { items } = await client.call(listMySongs, { query: { limit: 100 } })
  const found = items.find((song) => song.title === title)
  if (found?.status !== 'awaiting_upload') return found !== undefined
  await client.call(deleteSong, { params: { song_id: found.id } })
  return false
}

async function sendPiece(client: Client, { key, title, genre, explicit }: DemoSong, folder: string, signal: AbortSignal): Promise<void> {
  const path = join(folder, `${key}.flac`)
  try {
    await compose(key, path, signal)
    const file = await openAsBlob(path, { type: 'audio/flac' })
    await uploadSong({ client, song: { title, genre, explicit }, file, file_name: `${key}.flac`, signal })
  } finally {
    await rm(path, { force: true })
  }
}

async function compose(key: string, path: string, signal: AbortSignal): Promise<void> {
  const child = spawn(process.execPath, [composer, key, path], { signal, stdio: ['ignore', 'ignore', 'inherit'] })
  const [code] = await once(child, 'exit')
  signal.throwIfAborted()
  if (code !== 0) throw new Error(`composing ${key} ended with ${code}`)
}
