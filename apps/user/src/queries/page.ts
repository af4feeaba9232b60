import { decodeCursor, encodeCursor } from '@segue/database'
import { refuse } from '@segue/service'

const shape = ['time', 'uuid'] as const

/** Where a page starts: before this time, and before this id among those of the same time. Null for the first page. */
export function pageStart(cursor: string | undefined): { readonly time: Date; readonly id: string } | null {
  if (cursor === undefined) return null
  const place = decodeCursor(cursor, shape)
  if (!place) throw refuse('invalid_cursor')
  return { time: new Date(place[0]), id: place[1] }
}

/** A page of rows, of which one more was read than was asked for, and the cursor of the next. */
export function pageOf<Row>(rows: readonly Row[], limit: number, placeOf: (row: Row) => { readonly time: Date; readonly id: string }) {
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  if (last === undefined) return { page, next_cursor: null }
  const { time, id } = placeOf(last)
  return { page, next_cursor: encodeCursor([time.toISOString(), id]) }
}
