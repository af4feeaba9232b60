import type { Expression } from '../expression.ts'

const quoted = (lexeme: string): string => `'${lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`

/** The text form of a `tsquery`. */
export function tsquery(expression: Expression): string {
  if ('word' in expression) return quoted(expression.word)
  if ('start' in expression) return `${quoted(expression.start)}:*`
  if ('any' in expression) return `(${expression.any.map(tsquery).join(' | ')})`
  return `(${expression.all.map(tsquery).join(' & ')})`
}
