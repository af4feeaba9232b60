import { getSong } from '@segue/contracts'
import type { Person } from '@segue/tools/visitors'

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
