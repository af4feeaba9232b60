import { readEventStream, uploadSong } from '@segue/api-client'
import { streamSongEvents, type OwnSong } from '@segue/contracts'
import type { Person } from './people.ts'

/** Uploads a WAV file and waits until the song's event stream says `ready`. */
export async function publishSong({ client }: Person, title: string, wav: Buffer<ArrayBuffer>): Promise<OwnSong> {
  const file = new Blob([wav], { type: 'audio/wav' })
  const song = await uploadSong({ client, song: { title, genre: 'test' }, file, file_name: 'song.wav' })
  const response = await client.open(streamSongEvents, { params: { song_id: song.id } })
  for await (const { event, data } of readEventStream(response)) {
    if (event === 'ready') return song
    if (event === 'failed') throw new Error(`${title}: ${data}`)
  }
  throw new Error('the event stream ended without an ending')
}
