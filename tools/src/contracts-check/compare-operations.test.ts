import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { compareOperations } from './compare-operations.ts'
import { objectOf, type Json } from './json.ts'

const text = { type: 'string' }
const body = (properties: object, ...required: string[]) => ({ content: { 'application/json': { schema: { type: 'object', properties, required } } } })
const operation = {
  operationId: 'addSong',
  security: [{}, { bearer: [] }],
  parameters: [{ name: 'song_id', in: 'path', required: true, schema: text }, { name: 'limit', in: 'query', required: false, schema: { type: 'integer', maximum: 50 } }],
  requestBody: { required: false, ...body({ title: text }) },
  responses: { 201: { description: 'Added', headers: { etag: {} }, ...body({ id: text, at: text }, 'id', 'at') }, 404: { description: '`song_not_found`: There is none' }, 409: { description: '' } },
}
const document = (changed: object = {}, path = '/v1/songs/{song_id}'): Json => ({ paths: { [path]: { post: { ...operation, ...changed } } } })
const compare = (after: Json) => compareOperations(document(), after).map(({ where, rule }) => `${where} ${rule}`)
const name = 'POST /v1/songs/{}'

const changes: readonly [string, Json, readonly string[]][] = [
  ['nothing', document(), []],
  ['a path parameter is called otherwise', document({ parameters: [{ ...operation.parameters[0], name: 'id' }, operation.parameters[1]] }, '/v1/songs/{id}'), []],
  ['the operation is gone', { paths: {} }, [`${name} operation_removed`]],
  ['an operation is new', { paths: { ...objectOf(document()['paths']), '/v1/new': { get: operation } } }, []],
  ['it has another name', document({ operationId: 'putSong' }), [`${name} operation_renamed`]],
  ['it needs a token', document({ security: [{ bearer: [] }] }), [`${name} access_narrowed`]],
  ['a parameter is gone', document({ parameters: [operation.parameters[0]] }), [`${name} ← query limit removed`]],
  ['a parameter is new', document({ parameters: [...operation.parameters, { name: 'sort', in: 'query', required: false, schema: text }] }), []],
  ['a parameter is new and must be sent', document({ parameters: [...operation.parameters, { name: 'sort', in: 'query', required: true, schema: text }] }), [`${name} ← query sort required`]],
  ['a parameter takes less', document({ parameters: [operation.parameters[0], { ...operation.parameters[1], schema: { type: 'integer', maximum: 20 } }] }), [`${name} ← query limit limits`]],
  ['the body must be sent', document({ requestBody: { required: true, ...body({ title: text }) } }), [`${name} ← body required`]],
  ['the body loses a member', document({ requestBody: { required: false, ...body({}) } }), [`${name} ← body.title removed`]],
  ['the body is of another kind', document({ requestBody: { required: false, content: { 'multipart/form-data': {} } } }), [`${name} ← body application/json removed`]],
  ['it answers with another status', document({ responses: { 200: operation.responses[201], 404: operation.responses[404] } }), [`${name} → 201 status_changed`, `${name} → 200 status_changed`]],
  ['it refuses in a further way', document({ responses: { ...operation.responses, 422: { description: '`too_long`: The title is too long' } } }), []],
  ['a code has another status', document({ responses: { 201: operation.responses[201], 404: { description: '' }, 409: { description: '`song_not_found`: There is none' } } }), [`${name} → song_not_found code_moved`]],
  ['a header is gone', document({ responses: { ...operation.responses, 201: { ...operation.responses[201], headers: {} } } }), [`${name} → 201 header etag removed`]],
  ['a member of the answer is gone', document({ responses: { ...operation.responses, 201: { ...operation.responses[201], ...body({ id: text }, 'id') } } }), [`${name} → 201.at removed`]],
  ['a member of the answer may be missing', document({ responses: { ...operation.responses, 201: { ...operation.responses[201], ...body({ id: text, at: text }, 'id') } } }), [`${name} → 201.at optional`]],
  ['the answer says more', document({ responses: { ...operation.responses, 201: { ...operation.responses[201], ...body({ id: text, at: text, by: text }, 'id', 'at', 'by') } } }), []],
]

test.for(changes)('%s', ([, after, expected]) => {
  expect(compare(after)).toEqual(expected)
})

test('taking any operation out of the real document is noticed, and nothing else is', () => {
  const real: Json & { readonly paths: Record<string, Record<string, unknown>> } = JSON.parse(readFileSync(new URL('../../../docs/api/openapi.json', import.meta.url), 'utf8'))
  expect(compareOperations(real, real)).toEqual([])
  for (const [path, item] of Object.entries(real.paths)) {
    for (const method of Object.keys(item)) {
      const { [method]: _, ...left } = item
      expect(compareOperations(real, { ...real, paths: { ...real.paths, [path]: left } }).map(({ rule }) => rule), `${method} ${path}`).toEqual(['operation_removed'])
    }
  }
})
