import { ApiProblem, type Client } from '@segue/api-client'
import { recordPlayback, type PlaybackEvent } from '@segue/contracts'

/** Tells what was heard, in batches; what can't be sent now is kept and sent later, with its own time. */
export interface PlayReporter {
  report(type: PlaybackEvent['type'], song_id: string, position_s: number): void
  /** Sends what waits, now. */
  flush(): Promise<void>
}

const key = 'segue.unsent-plays'
const most_kept = 500
const batch = 100
const send_after_ms = 1_000

export function createPlayReporter(client: Client): PlayReporter {
  let waiting: PlaybackEvent[] = stored()
  let sending: Promise<void> | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  const keep = () => localStorage.setItem(key, JSON.stringify(waiting))

  async function sendAll(): Promise<void> {
    while (waiting.length > 0) {
      const events = waiting.slice(0, batch)
      try {
        await client.call(recordPlayback, { body: events })
      } catch (error) {
        // The server will never take what it calls malformed; anything else may pass.
        if (!(error instanceof ApiProblem) || error.status < 400 || error.status >= 500 || error.status === 401 || error.status === 429) return
      }
      const sent = new Set(events.map(({ id }) => id))
      waiting = waiting.filter(({ id }) => !sent.has(id))
      keep()
    }
  }

  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    sending ??= sendAll().finally(() => (sending = null))
    return sending
  }

  addEventListener('online', () => void flush())
  return {
    report(type, song_id, position_s) {
      waiting = [...waiting, { id: crypto.randomUUID(), type, song_id, position_ms: Math.round(position_s * 1000), occurred_at: new Date().toISOString() }].slice(-most_kept)
      keep()
      timer ??= setTimeout(() => void flush(), send_after_ms)
    },
    flush,
  }
}

function stored(): PlaybackEvent[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]')
    return Array.isArray(kept) ? kept : []
  } catch {
    return []
  }
}
