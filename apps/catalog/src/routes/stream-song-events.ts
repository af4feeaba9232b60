import type { streamSongEvents } from '@segue/contracts'
import type { Call } from '@segue/service'
import type { Context } from '../context.ts'
import { ownSong } from '../queries/own-song.ts'
import { songEventsAfter } from '../queries/song-events.ts'
import { formatEvent, openEventStream } from '../song-event-stream.ts'

/** Any replica can serve any stream, because it reads a table. A song that is done answers with what there is, and ends. */
export const handleStreamSongEvents =
  ({ db, songEvents }: Context) =>
  async (call: Call<typeof streamSongEvents>): Promise<string> => {
    const { artist_id, song_id, status } = await ownSong(db, call)
    const { request, reply } = call
    const place = { artist_id, song_id, after: lastEventId(request.headers['last-event-id']) }
    const done = status === 'ready' || status === 'failed'
    const answer = done
      ? (await songEventsAfter(db, [place])).map(formatEvent).join('')
      : openEventStream(songEvents, place, request.server.closing)
    void reply.headers({ 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' }).send(answer)
    return ''
  }

/** An id that is none of ours means the beginning. */
const lastEventId = (header: unknown): number => (typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : 0)
