import { PassThrough, type Readable } from 'node:stream'
import type { streamSongEvents } from '@segue/contracts'
import type { Call } from '@segue/service'
import type { Context } from '../context.ts'
import { ownSong } from '../queries/own-song.ts'
import { songEventsAfter, type SongEvent, type StreamPlace } from '../queries/song-events.ts'
import type { SongEventFeed } from '../song-event-feed.ts'

const heartbeat_ms = 15_000

/**
 * The song's events as they come (WHATWG HTML § 9.2). Any replica can serve any stream: it reads a table. The stream
 * ends after `ready` or `failed`, when the client leaves and when the server closes; `Last-Event-ID` takes it up again.
 */
export const handleStreamSongEvents =
  ({ db, songEvents }: Context) =>
  async (call: Call<typeof streamSongEvents>): Promise<string> => {
    const { artist_id, song_id, status } = await ownSong(db, call)
    const { request, reply } = call
    const place = { artist_id, song_id, after: lastEventId(request.headers['last-event-id']) }
    const finished = status === 'ready' || status === 'failed'
    const answer = finished ? (await songEventsAfter(db, [place])).map(formatted).join('') : follow(songEvents, place, request.server.closing)
    void reply.headers({ 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' }).send(answer)
    return ''
  }

function follow(songEvents: SongEventFeed, place: StreamPlace, closing: AbortSignal): Readable {
  const stream = new PassThrough()
  // The first bytes take the head of the answer through every proxy at once.
  stream.write(':\n\n')
  const heartbeat = setInterval(() => stream.write(':\n\n'), heartbeat_ms)
  const following = songEvents.follow(place, (event) => {
    if (event.type !== 'gone') stream.write(formatted(event))
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

const formatted = ({ id, type, data }: SongEvent): string => `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`

/** An id that is none of ours means the beginning. */
const lastEventId = (header: unknown): number => (typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : 0)
