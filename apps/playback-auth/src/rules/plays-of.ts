export interface ReportedEvent {
  readonly event_id: string
  readonly type: 'started' | 'progress' | 'completed' | 'skipped'
  readonly position_ms: number
  readonly occurred_at: Date
}

export interface Play {
  /** The id of its `started`. */
  readonly play_id: string
  readonly started_at: Date
  readonly position_ms: number
  readonly completed: boolean
}

/**
 * The plays in what one listener reported of one song: each begins with a `started` and takes what follows until the
 * next. The order of arrival plays no part, so late and repeated reports end in the same plays.
 */
export function playsOf(events: readonly ReportedEvent[]): readonly Play[] {
  const inOrder = events.toSorted((a, b) => a.occurred_at.getTime() - b.occurred_at.getTime() || rank(a) - rank(b) || a.event_id.localeCompare(b.event_id))
  const plays: Play[] = []
  for (const { event_id, type, position_ms, occurred_at } of inOrder) {
    const current = plays.at(-1)
    if (type === 'started') plays.push({ play_id: event_id, started_at: occurred_at, position_ms, completed: false })
    else if (current !== undefined) plays[plays.length - 1] = { ...current, position_ms: Math.max(current.position_ms, position_ms), completed: current.completed || type === 'completed' }
  }
  return plays
}

const rank = ({ type }: ReportedEvent) => (type === 'started' ? 0 : 1)

/** A play counts after 30 s, or after the whole of a shorter song. */
export const counts = ({ position_ms, completed }: Play, duration_ms: number): boolean =>
  duration_ms < 30_000 ? completed || position_ms >= duration_ms : position_ms >= 30_000
