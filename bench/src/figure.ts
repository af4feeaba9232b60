/** The ratio of ours to the limit must be at least, or at most, this. */
export type Goal = { readonly least: number } | { readonly most: number }

/** One line of the table. Where the limit is a plain number, such as 100 ms, it stands as the limit, and the goal is `{ most: 1 }`. */
export interface Figure {
  readonly what: string
  readonly unit: string
  readonly ours: number
  readonly limit: number
  /** Null for what is printed to be known, with no goal set. */
  readonly goal: Goal | null
}

export const ratioOf = ({ ours, limit }: Figure): number => ours / limit

/** Null where there is no goal, or a figure that this machine can't give (CPU time without /proc). */
export function isMet(figure: Figure): boolean | null {
  const { goal } = figure
  const ratio = ratioOf(figure)
  if (goal === null || Number.isNaN(ratio)) return null
  return 'least' in goal ? ratio >= goal.least : ratio <= goal.most
}

const header = ['work', 'ours', 'limit', 'ratio', 'goal', ''] as const

/** The table as text, one line a figure. */
export function table(figures: readonly Figure[]): string {
  const rows = [header, ...figures.map(cellsOf)]
  const widths = header.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ')).join('\n')
}

function cellsOf(figure: Figure): readonly string[] {
  const { what, unit, ours, limit, goal } = figure
  const met = isMet(figure)
  const wanted = goal === null ? 'none' : 'least' in goal ? `≥ ${goal.least}` : `≤ ${goal.most}`
  return [what, `${rounded(ours)} ${unit}`, `${rounded(limit)} ${unit}`, rounded(ratioOf(figure)), wanted, met === null ? '–' : met ? 'met' : 'MISSED']
}

function rounded(value: number): string {
  if (Number.isNaN(value)) return '–'
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2)
}
