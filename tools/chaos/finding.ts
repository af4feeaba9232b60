/** One line of a scenario's result: what was seen, held against what must hold. */
export interface Finding {
  readonly what: string
  readonly seen: string
  readonly goal: string
  readonly holds: boolean
}

/** The findings as a table. */
export function findingsTable(findings: readonly Finding[]): string {
  const rows = [['what', 'seen', 'must be', ''], ...findings.map(({ what, seen, goal, holds }) => [what, seen, goal, holds ? 'holds' : 'BROKEN'])]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()).join('\n')
}

/** A count that must be zero. */
export const none = (what: string, count: number, of?: number): Finding => ({
  what,
  seen: of === undefined ? String(count) : `${count} of ${of.toLocaleString('en')}`,
  goal: '0',
  holds: count === 0,
})

/** A time that must not be longer. */
export const within = (what: string, took_ms: number, most_ms: number): Finding => ({
  what,
  seen: `${(took_ms / 1000).toFixed(1)} s`,
  goal: `≤ ${most_ms / 1000} s`,
  holds: took_ms <= most_ms,
})

/** A count that shows that something was tried at all. */
export const atLeast = (what: string, count: number, least: number): Finding => ({
  what,
  seen: count.toLocaleString('en'),
  goal: `≥ ${least.toLocaleString('en')}`,
  holds: count >= least,
})
