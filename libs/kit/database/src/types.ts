import pg from 'pg'

const { builtins } = pg.types

function int8(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} does not fit a JavaScript number: select it as text`)
  return value
}

/**
 * How values arrive: timestamptz as Date, int8 as number (an error beyond 2^53), date as 'YYYY-MM-DD' (a Date would
 * depend on this process's time zone), numeric as string, json and jsonb parsed.
 */
export const types: pg.CustomTypesConfig = {
  getTypeParser(oid, format) {
    if (format !== 'binary' && oid === builtins.INT8) return int8
    if (format !== 'binary' && oid === builtins.DATE) return (text: string) => text
    return pg.types.getTypeParser(oid, format)
  },
}
