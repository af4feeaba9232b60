import { createHash } from 'node:crypto'

/** What a place in a cursor may hold. `time` is RFC 3339 in UTC with milliseconds. */
export type CursorKind = 'string' | 'number' | 'uuid' | 'time'

type ValuesOf<Shape extends readonly CursorKind[]> = { -readonly [Place in keyof Shape]: Shape[Place] extends 'number' ? number : string }

const CHECK_BYTES = 6
const check = (json: Buffer) => createHash('sha256').update('segue cursor').update(json).digest().subarray(0, CHECK_BYTES)

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

const fitsKind: Record<CursorKind, (value: unknown) => boolean> = {
  // PostgreSQL can't hold NUL in text.
  string: (value) => typeof value === 'string' && !value.includes('\0'),
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  uuid: (value) => typeof value === 'string' && UUID.test(value),
  time: (value) => typeof value === 'string' && TIME.test(value) && !Number.isNaN(Date.parse(value)),
}

const fits = <const Shape extends readonly CursorKind[]>(values: unknown, shape: Shape): values is ValuesOf<Shape> =>
  Array.isArray(values) && values.length === shape.length && shape.every((kind, place) => fitsKind[kind](values[place]))

/** Where a page ended, as an opaque text: base64url of a short check and the sort key's values as JSON. */
export function encodeCursor(values: readonly (string | number)[]): string {
  const json = Buffer.from(JSON.stringify(values))
  return Buffer.concat([check(json), json]).toString('base64url')
}

/**
 * The values of a cursor of ours; null when it was garbled, forged or made for another list, which a route answers
 * with 400 `invalid_cursor`. A cursor is no secret and grants nothing: it only says where to go on.
 */
export function decodeCursor<const Shape extends readonly CursorKind[]>(cursor: string, shape: Shape): ValuesOf<Shape> | null {
  const bytes = Buffer.from(cursor, 'base64url')
  // base64url skips what it doesn't know; only the one canonical spelling counts.
  if (bytes.toString('base64url') !== cursor) return null
  const json = bytes.subarray(CHECK_BYTES)
  if (json.length === 0 || !check(json).equals(bytes.subarray(0, CHECK_BYTES))) return null
  const values: unknown = parse(json.toString())
  return fits(values, shape) ? values : null
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
