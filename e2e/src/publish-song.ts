import { readEventStream, uploadSong } from '@segue/api-client'
import { getSong, streamSongEvents, type OwnSong } from '@segue/contracts'
import { vi } from 'vitest'
import type { Person } from './people.ts'
import { toneWav, type Tone } from './tone.ts'

export interface SongWish extends Partial<Tone> {
  readonly title?: string
  readonly genre?: string
  readonly explicit?: boolean
  readonly release_at?: string
}

/** Uploads a tone as this artist and waits until the event stream says `ready` and its artist may play it. */
export async function publishSong({ client }: Person, { title = 'A Tone', genre = 'test', explicit = false, release_at, seconds = 8, ...tone }: SongWish = {}): Promise<OwnSong> {
  const file = new Blob([toneWav({ seconds, ...tone })], { type: 'audio/wav' })
  const fields = { title, genre, explicit, ...(release_at === undefined ? {} : { release_at }) }
  const song = await uploadSong({ client, song: fields, file, file_name: 'tone.wav' })
  const ending = await songEnding({ client }, song.id)
  if (ending.event !== 'ready') throw new Error(`${title}: ${ending.data}`)
  await vi.waitFor(() => client.call(getSong, { params: { song_id: song.id } }), { timeout: 20_000 })
  return song
}

/** The last event of the song's stream: `ready`, or `failed` with its code. */
export async function songEnding({ client }: Pick<Person, 'client'>, song_id: string): Promise<{ readonly event: string; readonly data: string }> {
  const response = await client.open(streamSongEvents, { params: { song_id } })
  for await (const { event, data } of readEventStream(response)) if (event === 'ready' || event === 'failed') return { event, data }
  throw new Error('the event stream ended without an ending')
}
