import { ApiProblem, readEventStream, type Client } from '@segue/api-client'
import { getMySong, streamSongEvents } from '@segue/contracts'

export interface FollowProcessing {
  readonly client: Client
  readonly song_id: string
  readonly signal: AbortSignal
  readonly onProgress: (rendition: string, percent: number) => void
}

export interface Ending {
  /** Why the file was refused, in the server's words; null when the song is ready. */
  readonly problem: string | null
}

const waits_ms = [500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000]

/** Follows the song's event stream to its end; a line that drops is taken up again where it dropped. */
export async function followProcessing({ client, song_id, signal, onProgress }: FollowProcessing): Promise<Ending> {
  let last_event_id = ''
  for (let drops = 0; ; drops++) {
    try {
      const headers: Record<string, string> = last_event_id === '' ? {} : { 'last-event-id': last_event_id }
      const response = await client.open(streamSongEvents, { params: { song_id }, headers, signal })
      for await (const { id, event, data } of readEventStream(response, signal)) {
        drops = 0
        last_event_id = id
        if (event === 'progress') {
          const { rendition, percent }: { readonly rendition: string; readonly percent: number } = JSON.parse(data)
          onProgress(rendition, percent)
        }
        if (event === 'ready') return { problem: null }
        if (event === 'failed') return { problem: await reason() }
      }
    } catch (error) {
      const isFinal = error instanceof ApiProblem && error.status >= 400 && error.status < 500 && error.status !== 429
      if (signal.aborted || isFinal) throw error
    }
    const wait_ms = waits_ms[drops]
    if (wait_ms === undefined) throw new ApiProblem({ status: 0, code: 'unreachable', title: 'The event stream is lost' })
    await new Promise((resolve) => setTimeout(resolve, wait_ms))
  }

  async function reason(): Promise<string> {
    const { failure } = await client.call(getMySong, { params: { song_id }, signal })
    return failure?.message || 'This file could not be made into a song.'
  }
}
