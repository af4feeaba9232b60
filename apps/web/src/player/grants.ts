import type { Client } from '@segue/api-client'
import { getSong, type PlayableSong } from '@segue/contracts'

/** A song with its leave to be played, if it has one. The times are this device's, however wrong its clock. */
export interface Granted {
  readonly song: PlayableSong
  /** From then on a new one should be asked for. */
  readonly renew_at: number
  readonly ends_at: number
}

export interface Grants {
  /** The song with its grant; the one asked for ahead (on hover, for what comes next) where that is still good. Changes nothing on the server. */
  take(song_id: string): Promise<Granted>
  /** A new one, whatever is held. */
  renew(song_id: string): Promise<Granted>
  /** Another listener: forget all. */
  clear(): void
}

/** The part of its life after which a grant is renewed. */
const renew_at = 0.7
/** Metadata without a grant, as a visitor gets it or for a song that may not be played: asked for again soon. */
const ungranted_ms = 5_000
const most_held = 40

export function createGrants(client: Client): Grants {
  const held = new Map<string, Promise<Granted>>()

  async function call(song_id: string): Promise<Granted> {
    const { body: song, headers } = await client.send(getSong, { params: { song_id } })
    const now = Date.now()
    const server_now = Date.parse(headers.get('date') ?? '') || now
    const life_ms = song.stream ? Math.max(0, Date.parse(song.stream.expires_at) - server_now) : ungranted_ms
    return { song, renew_at: now + life_ms * renew_at, ends_at: now + life_ms }
  }

  function ask(song_id: string): Promise<Granted> {
    const asked = call(song_id)
    held.delete(song_id)
    held.set(song_id, asked)
    asked.catch(() => held.get(song_id) === asked && held.delete(song_id))
    const [oldest] = held.keys()
    if (held.size > most_held && oldest !== undefined) held.delete(oldest)
    return asked
  }

  async function take(song_id: string): Promise<Granted> {
    const granted = await (held.get(song_id) ?? ask(song_id))
    return Date.now() < granted.renew_at ? granted : ask(song_id)
  }

  return { take, renew: ask, clear: () => held.clear() }
}
