import { PassThrough, type Readable } from 'node:stream'
import type { SongEvent, StreamPlace } from './queries/song-events.ts'
import type { SongEventFeed } from './song-event-feed.ts'

/** One event as it stands in `text/event-stream` (WHATWG HTML § 9.2). */
export const formatEvent = ({ id, type, data }: SongEvent): string => `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`

const comment = ':\n\n'

/**
 * The song's events after the place, as they come. Ends after `ready` or `failed`, when the song is deleted and when
 * `closing` aborts; a comment every 15 s keeps the line open.
 */
export function openEventStream(feed: SongEventFeed, place: StreamPlace, closing: AbortSignal, heartbeat_ms = 15_000): Readable {
  const stream = new PassThrough()
  // The first bytes take the head of the answer through every proxy at once.
  stream.write(comment)
  const heartbeat = setInterval(() => stream.write(comment), heartbeat_ms)
  const following = feed.follow(place, (event) => {
    if (event.type !== 'gone') stream.write(formatEvent(event))
    if (event.type !== 'status' && event.type !== 'progress') end()
  })
  function end(): void {
    following[Symbol.dispose]()
    clearInterval(heartbeat)
    closing.removeEventListener('abort', end)
    stream.end()
  }
  closing.addEventListener('abort', end)
  if (closing.aborted) end()
  return stream.once('close', end)
}
