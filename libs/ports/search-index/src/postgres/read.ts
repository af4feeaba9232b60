import type pg from 'pg'
import { lookup } from '../corrections.ts'
import type { DocumentType } from '../search-index.ts'
import type { Engine, Found, Row } from '../reader.ts'
import { pageStatement, vocabularyStatement } from './statements.ts'
import { tsquery } from './tsquery.ts'

interface Line extends Omit<Row, 'id'> {
  readonly total: string
  readonly exact: string
  /** Null in the one line of a type without hits. */
  readonly id: string | null
}

const isRow = (line: Line): line is Line & Row => line.id !== null

/** PostgreSQL's answers, one statement each. */
export const postgresEngine = (pool: pg.Pool): Engine => ({
  async find(types, { keys, matches, except, limit, offset }) {
    const relaxed = except !== undefined
    const { rows } = await pool.query<Line>({
      name: `search ${relaxed} ${types.join()}`,
      text: pageStatement(types, relaxed),
      values: [keys, tsquery(matches), limit, offset, ...(relaxed ? [tsquery(except)] : [])],
    })
    const found = Map.groupBy(rows, (line) => line.type).entries().map(([type, lines]): [DocumentType, Found] => [
      type,
      { total: Number(lines[0]?.total ?? 0), exact: Number(lines[0]?.exact ?? 0) > 0, rows: lines.filter(isRow) },
    ])
    return new Map(found)
  },
  async vocabulary(words) {
    const { filedUnder, parts } = lookup(words)
    const { rows } = await pool.query<{ word: string }>({ name: 'vocabulary', text: vocabularyStatement, values: [filedUnder, parts] })
    return rows.map(({ word }) => word)
  },
})
