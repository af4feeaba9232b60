/** A member of a JSON document that nobody has checked yet. */
export type Json = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
export const objectOf = (value: unknown): Json => (isObject(value) ? value : {})
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
export const namesOf = (value: unknown): readonly string[] => listOf(value).filter((name) => typeof name === 'string')

/** What a schema or a response is, its reference within the document followed. */
export function resolved(value: unknown, document: Json): Json {
  const schema = objectOf(value)
  const reference = schema['$ref']
  if (typeof reference !== 'string') return schema
  const target = reference.replace(/^#\//, '').split('/').reduce<unknown>((at, key) => objectOf(at)[key.replaceAll('~1', '/').replaceAll('~0', '~')], document)
  return resolved(target, document)
}

/** Equal as JSON, whatever the order of members. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, at) => isSame(item, b[at]))
  if (!isObject(a) || !isObject(b)) return a === b
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && isSame(a[key], b[key]))
}
