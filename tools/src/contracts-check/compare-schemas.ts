import type { Change } from './change.ts'
import { isSame, listOf, namesOf, objectOf, resolved, type Json } from './json.ts'
import { outsideLimits } from './limits.ts'

/** `sent` to us by clients, or `read` by them: the one must not be narrowed, the other not widened. */
export type Direction = 'sent' | 'read'

/** A schema and the document in which its references lie. */
export interface Placed {
  readonly schema: unknown
  readonly document: Json
}

/**
 * What breaks between two schemas. What clients send must still be taken: every value of `before` has to fit `after`. What
 * they read must still be what they expect: every value of `after` has to fit `before`, members aside that they don't know.
 * A member that is gone breaks either way, even one that could be left out: somebody relied on it.
 */
export function compareSchemas(before: Placed, after: Placed, direction: Direction, where: string): readonly Change[] {
  const seen = new Set<string>()

  /** Why a value of `given` may not fit `taken`. */
  function misfits(given: Json, taken: Json, at: string): Change[] {
    const takers = alternatives(taken, direction === 'sent' ? after.document : before.document)
    return alternatives(given, direction === 'sent' ? before.document : after.document).flatMap(single).flatMap((one) => {
      const tries = takers.map((taker) => alone(one, taker, at))
      return tries.toSorted((a, b) => distance(a, at) - distance(b, at))[0] ?? []
    })
  }

  function alone(given: Json, taken: Json, at: string): Change[] {
    const change = (rule: Change['rule'], message: string): Change[] => [{ rule, where: at, message }]
    const [old, now] = direction === 'sent' ? [given, taken] : [taken, given]
    const values = valuesOf(taken)
    if (values !== null) {
      const own = valuesOf(given)
      if (own === null) return change('values', direction === 'sent' ? `takes only ${shown(values)} now` : `was one of ${shown(values)} and may be anything now`)
      const strange = own.filter((value) => !values.some((known) => isSame(value, known)))
      return strange.length === 0 ? [] : change('values', direction === 'sent' ? `no longer takes ${shown(strange)}` : `may be ${shown(strange)} now`)
    }
    const strange = typesOf(given).filter((type) => !admits(taken, type))
    if (strange.length > 0) return change('type', `was ${typesOf(old).join(' or ')}, is ${typesOf(now).join(' or ')}`)
    const limits = direction === 'sent' ? outsideLimits(given, taken) : []
    return [
      ...limits.flatMap((message) => change('limits', message)),
      ...(taken['format'] !== undefined && taken['format'] !== given['format'] ? change('format', `had the format ${shown([old['format']])}, has ${shown([now['format']])}`) : []),
      ...(direction === 'sent' && 'default' in given && !isSame(given['default'], taken['default']) ? change('default', `left out, it meant ${shown([given['default']])}, and means ${shown([taken['default']])} now`) : []),
      ...members(given, taken, at),
      ...('items' in given && 'items' in taken ? nested(given['items'], taken['items'], `${at}[]`) : []),
    ]
  }

  function members(given: Json, taken: Json, at: string): Change[] {
    const [old, now] = direction === 'sent' ? [given, taken] : [taken, given]
    const [had, has] = [objectOf(old['properties']), objectOf(now['properties'])]
    const [wasRequired, isRequired] = [new Set(namesOf(old['required'])), new Set(namesOf(now['required']))]
    const gone = Object.keys(had).filter((name) => !(name in has)).map((name): Change => ({ rule: 'removed', where: `${at}.${name}`, message: 'is gone' }))
    const demanded = direction === 'sent' ? [...isRequired].filter((name) => !wasRequired.has(name) && !('default' in objectOf(has[name]))) : []
    const weakened = direction === 'read' ? [...wasRequired].filter((name) => name in has && !isRequired.has(name)) : []
    return [
      ...gone,
      ...demanded.map((name): Change => ({ rule: 'required', where: `${at}.${name}`, message: 'must be sent now' })),
      ...weakened.map((name): Change => ({ rule: 'optional', where: `${at}.${name}`, message: 'was always there and may be missing now' })),
      ...Object.keys(had).filter((name) => name in has).flatMap((name) => nested(objectOf(given['properties'])[name], objectOf(taken['properties'])[name], `${at}.${name}`)),
      ...maps(given, taken, at),
    ]
  }

  function maps(given: Json, taken: Json, at: string): Change[] {
    const [from, into] = [objectOf(given['patternProperties']), objectOf(taken['patternProperties'])]
    return Object.keys(into).flatMap((pattern) => (pattern in from ? nested(from[pattern], into[pattern], `${at}[*]`) : []))
  }

  function nested(given: unknown, taken: unknown, at: string): Change[] {
    const key = `${String(objectOf(given)['$ref'])} ${String(objectOf(taken)['$ref'])}`
    if (!key.includes('undefined')) {
      // A reference is followed once on each way down: contracts may refer to themselves.
      if (seen.has(key)) return []
      seen.add(key)
    }
    const found = misfits(objectOf(given), objectOf(taken), at)
    seen.delete(key)
    return found
  }

  const [given, taken] = direction === 'sent' ? [before.schema, after.schema] : [after.schema, before.schema]
  return nested(given, taken, where)
}

function alternatives(schema: Json, document: Json): readonly Json[] {
  const plain = resolved(schema, document)
  const choices = plain['anyOf'] ?? plain['oneOf']
  return choices === undefined ? [plain] : listOf(choices).flatMap((choice) => alternatives(objectOf(choice), document))
}

/** Each value of an enumeration by itself, so that a change names the values that it is about. */
const single = (schema: Json): readonly Json[] => ('enum' in schema ? listOf(schema['enum']).map((value) => ({ ...schema, enum: [value] })) : [schema])

/** Of several alternatives that a value could be meant for, the one is told about that it almost fits. */
const distance = (changes: readonly Change[], at: string) => changes.reduce((sum, { where, rule }) => sum + (where === at && rule === 'type' ? 1_000 : 1), 0)

const valuesOf = (schema: Json): readonly unknown[] | null => ('const' in schema ? [schema['const']] : 'enum' in schema ? listOf(schema['enum']) : null)

function typesOf(schema: Json): readonly string[] {
  const values = valuesOf(schema)
  if (values !== null) return [...new Set(values.map((value) => (value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value)))]
  const { type } = schema
  return typeof type === 'string' ? [type] : type === undefined ? ['anything'] : namesOf(type)
}

function admits(schema: Json, type: string): boolean {
  const own = typesOf(schema)
  return own.includes('anything') || own.includes(type) || (type === 'integer' && own.includes('number'))
}

const shown = (values: readonly unknown[]) => values.map((value) => (value === undefined ? 'nothing' : JSON.stringify(value))).join(', ')
