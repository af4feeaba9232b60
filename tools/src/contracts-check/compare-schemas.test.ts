import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareSchemas, type Direction } from './compare-schemas.ts'

const document = {}
const compare = (before: object, after: object, direction: Direction) =>
  compareSchemas({ schema: before, document }, { schema: after, document }, direction, 'x').map(({ where, rule }) => `${where} ${rule}`)
const object = (properties: object, ...required: string[]) => ({ type: 'object', properties, required })
const text = { type: 'string' }
const number = { type: 'number' }
const integer = { type: 'integer' }
const orNull = (schema: object) => ({ anyOf: [schema, { type: 'null' }] })

/** What changed, the schema before, the schema after, what it breaks for what is sent, and for what is read. */
const pairs: readonly [string, object, object, readonly string[], readonly string[]][] = [
  ['nothing', object({ a: text }, 'a'), object({ a: text }, 'a'), [], []],
  ['a member that may be left out is new', object({ a: text }, 'a'), object({ a: text, b: text }, 'a'), [], []],
  ['a member that must be there is new', object({ a: text }), object({ a: text, b: text }, 'b'), ['x.b required'], []],
  ['a new member must be there and has a default', object({}), object({ b: { ...text, default: 'c' } }, 'b'), [], []],
  ['a member is gone', object({ a: text }, 'a'), object({}), ['x.a removed'], ['x.a removed']],
  ['a member that could be left out is gone', object({ a: text }), object({}), ['x.a removed'], ['x.a removed']],
  ['a member may be left out now', object({ a: text }, 'a'), object({ a: text }), [], ['x.a optional']],
  ['a member must be there now', object({ a: text }), object({ a: text }, 'a'), ['x.a required'], []],
  ['another type', object({ a: text }), object({ a: number }), ['x.a type'], ['x.a type']],
  ['an integer may have a fraction now', integer, number, [], ['x type']],
  ['a number must be whole now', number, integer, ['x type'], []],
  ['null is possible now', text, orNull(text), [], ['x type']],
  ['null is no longer possible', orNull(text), text, ['x type'], []],
  ['a value more', { enum: ['a'] }, { enum: ['a', 'b'] }, [], ['x values']],
  ['a value less', { enum: ['a', 'b'] }, { enum: ['a'] }, ['x values'], []],
  ['any text instead of a few', { enum: ['a', 'b'] }, text, [], ['x values']],
  ['a few instead of any text', text, { enum: ['a'] }, ['x values'], []],
  ['constants instead of an enumeration', { enum: ['a', 'b'] }, { anyOf: [{ const: 'a' }, { const: 'b' }] }, [], []],
  ['a lower limit', { ...text, maxLength: 9 }, { ...text, maxLength: 8 }, ['x limits'], []],
  ['a higher limit', { ...text, maxLength: 9 }, { ...text, maxLength: 10 }, [], []],
  ['a limit where there was none', number, { ...number, minimum: 0 }, ['x limits'], []],
  ['another pattern', { ...text, pattern: 'a' }, { ...text, pattern: 'b' }, ['x limits'], []],
  ['no pattern any more', { ...text, pattern: 'a' }, text, [], []],
  ['another format', { ...text, format: 'date' }, { ...text, format: 'date-time' }, ['x format'], ['x format']],
  ['another default', { ...integer, default: 20 }, { ...integer, default: 50 }, ['x default'], []],
  ['items of another type', { type: 'array', items: text }, { type: 'array', items: number }, ['x[] type'], ['x[] type']],
  ['values of a map', { type: 'object', patternProperties: { '^.*$': text } }, { type: 'object', patternProperties: { '^.*$': number } }, ['x[*] type'], ['x[*] type']],
  ['a member of a member', object({ a: object({ b: text }, 'b') }), object({ a: object({}) }), ['x.a.b removed'], ['x.a.b removed']],
  ['a member of something that may be null', orNull(object({ b: text })), orNull(object({})), ['x.b removed'], ['x.b removed']],
  ['one of several shapes is gone', { anyOf: [object({ op: { const: 'a' } }, 'op'), object({ op: { const: 'b' } }, 'op')] }, object({ op: { const: 'a' } }, 'op'), ['x.op values'], []],
]

test.for(pairs)('%s', ([, before, after, sent, read]) => {
  expect({ sent: compare(before, after, 'sent'), read: compare(before, after, 'read') }).toEqual({ sent, read })
})

test('references are followed, those to themselves too', () => {
  const node = (extra: object) => ({ schemas: { Node: object({ children: { type: 'array', items: { $ref: '#/schemas/Node' } }, ...extra }) } })
  const schema = { $ref: '#/schemas/Node' }
  expect(compareSchemas({ schema, document: node({ a: text }) }, { schema, document: node({}) }, 'read', 'x')).toEqual([{ rule: 'removed', where: 'x.a', message: 'is gone' }])
})

const schemas = fc.letrec<{ schema: object }>((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(text, number, integer, { type: 'boolean' }, { ...text, format: 'uuid', maxLength: 40 }),
    fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 4 }).map((values) => ({ enum: values })),
    tie('schema').map((items) => ({ type: 'array', items })),
    tie('schema').map(orNull),
    fc.dictionary(fc.string({ maxLength: 4 }), tie('schema'), { maxKeys: 4 }).chain((properties) => fc.subarray(Object.keys(properties)).map((required) => ({ type: 'object', properties, required }))),
  ),
})).schema

/** The schema with one more member that may be left out, in every object that it has. */
function grown(schema: unknown): object {
  if (typeof schema !== 'object' || schema === null) throw new TypeError('no schema')
  if ('items' in schema) return { ...schema, items: grown(schema.items) }
  if ('anyOf' in schema && Array.isArray(schema.anyOf)) return { ...schema, anyOf: schema.anyOf.map(grown) }
  if (!('properties' in schema) || typeof schema.properties !== 'object') return schema
  return { ...schema, properties: { ...Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, property]) => [name, grown(property)])), 'something new': text } }
}

test('what is the same never breaks, and neither does what may be left out', () => {
  fc.assert(
    fc.property(schemas, fc.constantFrom<Direction>('sent', 'read'), (schema, direction) => {
      expect(compare(schema, schema, direction)).toEqual([])
      expect(compare(schema, grown(schema), direction)).toEqual([])
    }),
  )
})

test('taking away what was added always breaks', () => {
  fc.assert(
    fc.property(schemas, fc.constantFrom<Direction>('sent', 'read'), (schema, direction) => {
      fc.pre(JSON.stringify(grown(schema)) !== JSON.stringify(schema))
      expect(compare(grown(schema), schema, direction)).not.toEqual([])
    }),
  )
})
