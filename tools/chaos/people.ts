import { randomUUID } from 'node:crypto'
import { createClient, readEventStream, uploadSong, type Client } from '@segue/api-client'
import { createArtist, createPlaylist, getSong, register, streamSongEvents } from '@segue/contracts'
import { toneWav } from './tone-wav.ts'

export interface Person {
  readonly id: string
  readonly token: string
  readonly client: Client
}

/** Opens an account. */
export async function newListener(publicUrl: string): Promise<Person> {
  const body = { email: `${randomUUID()}@chaos.segue.example`, password: `${randomUUID()} & more`, display_name: 'Kay Chaos' }
  const { user, access_token } = await createClient({ url: publicUrl }).call(register, { body })
  return { id: user.id, token: access_token, client: createClient({ url: publicUrl, token: () => access_token }) }
}

export async function newArtist(publicUrl: string, name = 'The Unshaken'): Promise<Person> {
  const person = await newListener(publicUrl)
  await person.client.call(createArtist, { body: { name } })
  return person
}

/** Uploads a short tone and waits until it can be played. */
export async function publishTone({ client }: Person, title: string): Promise<string> {
  const file = new Blob([toneWav(4)], { type: 'audio/wav' })
  const song = await uploadSong({ client, song: { title, genre: 'chaos' }, file, file_name: 'tone.wav' })
  for await (const { event, data } of readEventStream(await client.open(streamSongEvents, { params: { song_id: song.id } }))) {
    if (event === 'ready') return song.id
    if (event === 'failed') throw new Error(`${title}: ${data}`)
  }
  throw new Error(`${title}: the event stream ended without an ending`)
}

export async function newPlaylist({ client }: Person, name: string): Promise<string> {
  return (await client.call(createPlaylist, { body: { name, visibility: 'public' }, idempotency_key: randomUUID() })).id
}

export interface Granted {
  /** Addresses of the song's playlists and segments at the edge. */
  readonly urls: readonly string[]
  readonly cookie: string
}

/** What a player holds once it may play: where the sound lies and the cookie that opens it. */
export async function grantOf({ client }: Person, song_id: string): Promise<Granted> {
  const { stream } = await client.call(getSong, { params: { song_id }, query: { cookies: 'body' } })
  if (!stream?.cookies) throw new Error('The song was not granted')
  const cookie = Object.entries(stream.cookies).map(([name, value]) => `${name}=${value}`).join('; ')
  const variant = new URL('audio_64k.m3u8', stream.url)
  const answer = await fetch(variant, { headers: { cookie } })
  if (!answer.ok) throw new Error(`${variant.pathname}: ${answer.status}`)
  const segments = (await answer.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return { cookie, urls: [variant.href, ...segments.map((segment) => new URL(segment, variant).href)] }
}
