import { ApiProblem, type Client } from '@segue/api-client'
import { recordPlayback, type PlaybackEvent } from '@segue/contracts'
import { kept } from '../kept.ts'
import { newId } from './new-id.ts'

/** Tells what was heard, in batches; what can't be sent now is kept and sent later, with its own time and by the same listener. */
export interface PlayReporter {
  report(type: PlaybackEvent['type'], song_id: string, position_s: number): void
  /** Sends what waits, now. */
  flush(): Promise<void>
}

/** Each play event is an item of its own, so that tabs do not overwrite each other's; sending one twice changes nothing. */
const prefix = 'segue.play.'
const most_kept = 500
const batch = 100
const send_after_ms = 1_000

/** `listener` says who is signed in; `line` tells with `online` events when the network is back. */
export function createPlayReporter(client: Client, listener: () => string | null, line: EventTarget = window): PlayReporter {
  let sending: Promise<void> | null = null
  /** Keeps the order of what happens in one millisecond. */
  let reported = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function sendAll(): Promise<void> {
    while (true) {
      const keys = waitingOf(listener()).slice(0, batch)
      const events = keys.flatMap((key) => eventAt(key) ?? [])
      try {
        if (events.length > 0) await client.call(recordPlayback, { body: events })
      } catch (error) {
        if (mayPass(error)) return
      }
      keys.forEach(kept.remove)
      if (keys.length < batch) return
    }
  }

  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    sending ??= sendAll().finally(() => (sending = null))
    return sending
  }

  line.addEventListener('online', () => void flush())
  return {
    report(type, song_id, position_s) {
      const user_id = listener()
      if (user_id === null) return
      const event: PlaybackEvent = { id: newId(), type, song_id, position_ms: Math.round(position_s * 1000), occurred_at: new Date().toISOString() }
      kept.keys(prefix).toSorted().slice(0, -most_kept).forEach(kept.remove)
      kept.set(`${prefix}${user_id}.${event.occurred_at}.${String(reported++).padStart(6, '0')}.${event.id}`, JSON.stringify(event))
      timer ??= setTimeout(() => void flush(), send_after_ms)
    },
    flush,
  }
}

/** Oldest first. */
const waitingOf = (user_id: string | null): string[] => (user_id === null ? [] : kept.keys(`${prefix}${user_id}.`).toSorted())

/** The server will never take what it calls malformed; anything else may pass. */
const mayPass = (error: unknown): boolean => !(error instanceof ApiProblem) || error.status < 400 || error.status >= 500 || error.status === 401 || error.status === 429

function eventAt(key: string): PlaybackEvent | null {
  try {
    return JSON.parse(kept.get(key) ?? 'null')
  } catch {
    return null
  }
}
