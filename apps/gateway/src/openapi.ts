import * as contracts from '@segue/contracts'
import { IsObject, type TObject, type TSchema } from 'typebox'

const { commonRefusals, operationsByService } = contracts
type Operation = contracts.Operation

type Json = Record<string, unknown>

const problemContent = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
const requestId = { 'x-request-id': { schema: { type: 'string' }, description: 'Also `request_id` in a problem' } }

/** The OpenAPI 3.1 document of everything clients may call, made from the declarations that validate the requests. */
export function openApiDocument(version: string): Json {
  const paths: Record<string, Json> = {}
  for (const [service, operations] of Object.entries(operationsByService)) {
    for (const operation of operations) {
      const path = operation.path.replace(/:(\w+)/g, '{$1}')
      paths[path] = { ...paths[path], [operation.method.toLowerCase()]: describe(operation, service) }
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Segue', version, description: 'Stream, search, collect and publish music. Media bytes come from the media edge, opened by the cookies of `GET /v1/songs/{song_id}`.' },
    tags: Object.keys(operationsByService).map((name) => ({ name })),
    paths: Object.fromEntries(Object.entries(paths).toSorted(([a], [b]) => (a < b ? -1 : 1))),
    components: {
      schemas: Object.fromEntries([...named].map(([schema, name]) => [name, plain(schema)])),
      responses: Object.fromEntries(Object.entries(describeProblems(commonRefusals)).map(([status, answer]) => [`Problem${status}`, answer])),
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  }
}

function describe(operation: Operation, service: string): Json {
  const { id, method, summary, description, access, params, query, body, body_kind, reply, refusals } = operation
  return {
    operationId: id,
    tags: [service],
    summary,
    ...(description === undefined ? {} : { description }),
    security: access === 'anyone' ? [{}, { bearer: [] }] : [{ bearer: [] }],
    parameters: [...parameters(params, 'path'), ...parameters(query, 'query'), ...headers(method, id)],
    ...(body === null ? {} : { requestBody: requestBody(body, body_kind) }),
    responses: { [reply.status]: answer(operation), ...(body_kind === 'json-or-form' ? { 202: answer(operation) } : {}), ...notModified(operation), ...problems(refusals) },
  }
}

function parameters(schema: TObject, where: 'path' | 'query'): Json[] {
  const required = new Set<string>(schema.required ?? [])
  return Object.entries<TSchema>(schema.properties).map(([name, property]) => ({
    name,
    in: where,
    required: required.has(name) && !('default' in property),
    schema: plain(property),
  }))
}

function headers(method: string, id: string): Json[] {
  if (method === 'GET') return [{ name: 'If-None-Match', in: 'header', required: false, schema: { type: 'string' } }]
  if (['register', 'login', 'refresh', 'logout'].includes(id)) return []
  return [{ name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', maxLength: 255 }, description: 'The same key and body get the same answer again for 24 h' }]
}

function requestBody(body: TSchema, kind: Operation['body_kind']): Json {
  const json = { 'application/json': { schema: referred(body) } }
  const form = { 'multipart/form-data': { schema: { type: 'object', required: ['file', 'title', 'genre'], properties: { file: { type: 'string', format: 'binary' }, title: { type: 'string' }, genre: { type: 'string' } } } } }
  return { required: !('~optional' in body), content: kind === 'json-or-form' ? { ...json, ...form } : json }
}

function answer({ reply, summary }: Operation): Json {
  if (reply.status === 204) return { description: summary, headers: requestId }
  const content = reply.kind === 'event-stream' ? { 'text/event-stream': { schema: { type: 'string' } } } : { 'application/json': { schema: referred(reply.body) } }
  return { description: summary, headers: requestId, content }
}

const notModified = ({ method, reply }: Operation): Json =>
  method === 'GET' && reply.kind === 'json' ? { 304: { description: 'Not modified: the ETag of If-None-Match still stands', headers: requestId } } : {}

/** The common refusals by reference; a status that the operation adds to, with the codes of both. */
function problems(refusals: Operation['refusals']): Json {
  const own = new Set(Object.values(refusals).map(([status]) => String(status)))
  const all = describeProblems({ ...commonRefusals, ...refusals })
  return Object.fromEntries(Object.entries(all).map(([status, answer]) => [status, own.has(status) ? answer : { $ref: `#/components/responses/Problem${status}` }]))
}

function describeProblems(refusals: Operation['refusals']): Json {
  const byStatus = new Map<number, string[]>()
  for (const [code, [status, title]] of Object.entries(refusals)) byStatus.set(status, [...(byStatus.get(status) ?? []), `\`${code}\`: ${title}`])
  return Object.fromEntries([...byStatus].toSorted(([a], [b]) => a - b).map(([status, lines]) => [status, { description: lines.join('\n'), headers: requestId, content: problemContent }]))
}

/** The schemas that the contracts export under a name: written once, and referred to wherever they stand. */
const named = new Map<object, string>(Object.entries(contracts).flatMap(([name, value]) => (IsObject(value) ? [[value, name]] : [])))

/** Plain JSON Schema: without TypeBox's own marks, which JSON drops, and with references to the named schemas inside. */
const plain = (schema: TSchema): unknown =>
  JSON.parse(JSON.stringify(schema, (_, value: unknown) => (typeof value === 'object' && value !== null && value !== schema && named.has(value) ? { $ref: `#/components/schemas/${named.get(value)}` } : value)))

/** The reference where the schema has a name. */
const referred = (schema: TSchema): unknown => (named.has(schema) ? { $ref: `#/components/schemas/${named.get(schema)}` } : plain(schema))
