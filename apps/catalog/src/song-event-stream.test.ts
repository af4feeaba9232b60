import { text } from 'node:stream/consumers'
import { expect, test, vi } from 'vitest'
import type { SongEvent } from './queries/song-events.ts'
import type { SongEventFeed } from './song-event-feed.ts'
import { openEventStream } from './song-event-stream.ts'

const place = { artist_id: 'a', song_id: 's', after: 0 }

/** A feed that is told by hand. */
function feed(): SongEventFeed & { tell(event: SongEvent): void; readers: number } {
  const readers = new Set<(event: SongEvent) => void>()
  return {
    follow(_, onEvent) {
      readers.add(onEvent)
      return { [Symbol.dispose]: () => void readers.delete(onEvent) }
    },
    tell: (event) => readers.forEach((onEvent) => onEvent(event)),
    get readers() {
      return readers.size
    },
  }
}

test('a comment comes at once, and then as a heartbeat', async () => {
  const closing = new AbortController()
  const stream = openEventStream(feed(), place, closing.signal, 5)
  const seen: string[] = []
  stream.on('data', (chunk) => seen.push(String(chunk)))
  await vi.waitFor(() => expect(seen.join('').startsWith(':\n\n:\n\n:\n\n')).toBe(true), { timeout: 10_000 })
  closing.abort()
})

test('the stream ends with the last event, and then nobody listens', async () => {
  const events = feed()
  const stream = openEventStream(events, place, new AbortController().signal)
  events.tell({ id: 4, type: 'status', data: { status: 'ready' } })
  events.tell({ id: 5, type: 'ready', data: {} })
  events.tell({ id: 6, type: 'ready', data: {} })
  expect(await text(stream)).toBe(':\n\nid: 4\nevent: status\ndata: {"status":"ready"}\n\nid: 5\nevent: ready\ndata: {}\n\n')
  expect(events.readers).toBe(0)
})

test.each(['before it began', 'while it runs'])('a server that closes %s ends the stream', async (when) => {
  const events = feed()
  const closing = new AbortController()
  if (when === 'before it began') closing.abort()
  const stream = openEventStream(events, place, closing.signal)
  closing.abort()
  expect(await text(stream)).toBe(':\n\n')
  expect(events.readers).toBe(0)
})

test('a client that leaves is no longer followed', async () => {
  const events = feed()
  openEventStream(events, place, new AbortController().signal).destroy()
  await vi.waitFor(() => expect(events.readers).toBe(0), { timeout: 10_000 })
})
