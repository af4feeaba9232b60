import { setTimeout as pause } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { Tables } from './db/tables.ts'
import { songEventsAfter, type SongEvent, type StreamPlace } from './queries/song-events.ts'

export interface SongEventFeed {
  /** Calls `onEvent` for what the song's stream holds after the place, and for what is added, until disposed of. */
  follow(place: StreamPlace, onEvent: (event: SongEvent) => void): Disposable
}

/**
 * Reads song events for everybody who follows one: a single query every 150 ms, and none while nobody does. Any replica
 * can serve any stream, because all it needs is the table.
 */
export function createSongEventFeed(db: Kysely<Tables>, onError: (error: unknown) => void, every_ms = 150): SongEventFeed {
  const readers = new Set<{ place: StreamPlace; readonly onEvent: (event: SongEvent) => void }>()
  let reading = false

  async function deliver(): Promise<void> {
    const asked = [...readers]
    for (const { reader, ...event } of await songEventsAfter(db, asked.map(({ place }) => place))) {
      const to = asked[reader]
      if (to === undefined || !readers.has(to)) continue
      to.place = { ...to.place, after: event.id }
      to.onEvent(event)
    }
  }

  async function read(): Promise<void> {
    reading = true
    while (readers.size > 0) {
      await deliver().catch(onError)
      await pause(every_ms)
    }
    reading = false
  }

  return {
    follow(place, onEvent) {
      const reader = { place, onEvent }
      readers.add(reader)
      if (!reading) void read()
      return { [Symbol.dispose]: () => void readers.delete(reader) }
    },
  }
}
