import type { Client } from '@segue/api-client'
import { getSong, type PlayableSong } from '@segue/contracts'

export interface Grants {
  /** Asks ahead of a press of play: on hover, on focus, for what comes next. Changes nothing on the server. */
  warm(song_id: string): void
  /** The song with its grant; the one asked for ahead where that is still good. */
  take(song_id: string): Promise<PlayableSong>
  /** A new one, whatever is held. */
  renew(song_id: string): Promise<PlayableSong>
}

/** A grant asked for ahead is used while this much of its life is left. */
const enough_left_ms = 120_000
const most_held = 40

export function createGrants(client: Client): Grants {
  const held = new Map<string, Promise<PlayableSong>>()

  function ask(song_id: string): Promise<PlayableSong> {
    const asked = client.call(getSong, { params: { song_id } })
    held.delete(song_id)
    held.set(song_id, asked)
    asked.catch(() => held.delete(song_id))
    const [oldest] = held.keys()
    if (held.size > most_held && oldest !== undefined) held.delete(oldest)
    return asked
  }

  return {
    warm(song_id) {
      if (!held.has(song_id)) ask(song_id).catch(() => {})
    },
    async take(song_id) {
      const song = await (held.get(song_id) ?? ask(song_id))
      const { stream } = song
      return stream && Date.parse(stream.expires_at) - Date.now() > enough_left_ms ? song : ask(song_id)
    },
    renew: ask,
  }
}
