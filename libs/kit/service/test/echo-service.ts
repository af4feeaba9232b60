import { Closed, Cursor, Id, Limit, Offset, OneOf, operation } from '@segue/contracts'
import { createTokenVerifier } from '@segue/identity'
import { testIdentity } from '@segue/identity/testing'
import { createServer, handle, serve, type Dependency } from '@segue/service'
import { Type } from 'typebox'

const things = '/v1/things'
const Thing = Closed({
  name: Type.String({ minLength: 1, maxLength: 20 }),
  size: Type.Optional(Type.Integer()),
  kind: Type.Optional(OneOf('big', 'small')),
})

const createThing = operation('createThing', {
  method: 'POST',
  path: things,
  summary: 'Takes a thing and says what it took',
  access: 'anyone',
  body: Thing,
  reply: { status: 201, body: Type.Object({ ...Thing.properties, key: Type.Union([Type.String(), Type.Null()]) }) },
  refusals: { name_taken: [409, 'This name is taken'] },
})
const touchThings = operation('touchThings', {
  method: 'POST',
  path: `${things}/touch`,
  summary: 'Takes a body or none',
  access: 'anyone',
  body: Type.Optional(Closed({ times: Type.Optional(Type.Integer()) })),
  reply: { status: 200, body: Type.Object({ times: Type.Union([Type.Integer(), Type.Null()]) }) },
})
const getThing = operation('getThing', {
  method: 'GET',
  path: `${things}/:thing_id`,
  summary: 'Says the id; with ?etag= under that version',
  access: 'anyone',
  params: Type.Object({ thing_id: Id }),
  query: Type.Object({ etag: Type.Optional(Type.String()) }),
  reply: { status: 200, body: Type.Object({ id: Id }) },
})
const listThings = operation('listThings', {
  method: 'GET',
  path: things,
  summary: 'Says how it was asked',
  access: 'anyone',
  query: Type.Object({ limit: Limit, offset: Offset, cursor: Cursor, kind: Type.Optional(OneOf('big', 'small')) }),
  reply: { status: 200, body: Type.Object({ limit: Type.Integer(), offset: Type.Integer() }) },
})
const removeThing = operation('removeThing', {
  method: 'DELETE',
  path: `${things}/:thing_id`,
  summary: 'Says nothing',
  access: 'listener',
  params: Type.Object({ thing_id: Id }),
  reply: { status: 204 },
})
const claimThing = operation('claimThing', {
  method: 'PUT',
  path: `${things}/:thing_id/claim`,
  summary: 'Says under which key it would be written',
  access: 'listener',
  params: Type.Object({ thing_id: Id }),
  body: Closed({}),
  reply: {
    status: 200,
    body: Type.Object({ key: Type.Union([Type.String(), Type.Null()]), fingerprint: Type.Union([Type.String(), Type.Null()]) }),
  },
})
const ruleThings = operation('ruleThings', {
  method: 'POST',
  path: `${things}/rule`,
  summary: 'For administrators',
  access: 'administrator',
  reply: { status: 204 },
})
const breakThings = operation('breakThings', {
  method: 'POST',
  path: `${things}/break`,
  summary: 'Fails as a database would',
  access: 'anyone',
  reply: { status: 204 },
})
const waitForThings = operation('waitForThings', {
  method: 'GET',
  path: `${things}/wait`,
  summary: 'Answers when the test says so',
  access: 'anyone',
  reply: { status: 200, body: Type.Object({ waited: Type.Boolean() }) },
})

/** A service that shows what the kit does before and after a handler. */
export async function echoService(dependencies: readonly Dependency[] = []) {
  const identity = await testIdentity()
  const server = createServer({ service: 'echo', logLevel: 'silent', verifyToken: createTokenVerifier(identity) })
  const arrival = Promise.withResolvers<void>()
  const leave = Promise.withResolvers<void>()

  handle(server, createThing, async ({ body, claim, refuse }) => {
    if (body.name === 'taken') throw refuse('name_taken', { detail: 'Ada has it' })
    return { ...body, key: claim?.key ?? null }
  })
  handle(server, touchThings, async ({ body }) => ({ times: body?.times ?? null }))
  handle(server, getThing, async ({ params, query, reply }) => {
    if (query.etag !== undefined) reply.header('etag', `"${query.etag}"`)
    return { id: params.thing_id }
  })
  handle(server, listThings, async ({ query: { limit, offset } }) => ({ limit, offset }))
  handle(server, removeThing, async () => null)
  handle(server, claimThing, async ({ claim }) => ({ key: claim?.key ?? null, fingerprint: claim?.fingerprint ?? null }))
  handle(server, ruleThings, async () => null)
  handle(server, breakThings, async () => {
    throw Object.assign(new Error('duplicate key value violates unique constraint "things_pkey"'), { code: '23505' })
  })
  handle(server, waitForThings, async () => {
    arrival.resolve()
    await leave.promise
    return { waited: true }
  })

  const stack = new AsyncDisposableStack()
  stack.use(identity)
  const service = await serve(server, { dependencies, stack, host: '127.0.0.1', port: 0 })

  return {
    service,
    identity,
    /** Resolves once a request to `/v1/things/wait` is being handled. */
    arrived: arrival.promise,
    letGo: leave.resolve,
    async ask(method: string, path: string, { json, ...init }: RequestInit & { readonly json?: unknown } = {}) {
      const headers = new Headers(init.headers)
      if (json !== undefined) headers.set('content-type', 'application/json')
      const response = await fetch(
        service.url + path,
        { ...init, method, headers, ...(json === undefined ? {} : { body: JSON.stringify(json) }) },
      )
      const text = await response.text()
      return { status: response.status, headers: response.headers, text, body: text === '' ? null : JSON.parse(text) }
    },
    [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
  }
}
export type EchoService = Awaited<ReturnType<typeof echoService>>
