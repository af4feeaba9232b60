import { Type, type Static } from 'typebox'

/** RFC 9457 problem details, plus a stable `code`. */
export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.Optional(Type.String()),
  instance: Type.Optional(Type.String()),
  code: Type.String({ description: 'Stable; listed in docs/api/error-codes.md' }),
  request_id: Type.String(),
  errors: Type.Optional(Type.Array(Type.Object({ path: Type.String(), message: Type.String() }))),
})
export type Problem = Static<typeof Problem>

/** code → [status, title]. */
export type Refusals<Code extends string = string> = Readonly<Record<Code, readonly [status: number, title: string]>>

/** What any operation may answer, so none declares it again. */
export const commonRefusals = {
  invalid_request: [400, 'The request is malformed'],
  invalid_cursor: [400, 'The cursor was not made by this list'],
  unauthenticated: [401, 'A valid access token is needed'],
  forbidden: [403, 'This account may not do that'],
  not_found: [404, 'There is no such thing'],
  method_not_allowed: [405, 'The method is not allowed here'],
  request_timeout: [408, 'The request did not arrive in time'],
  idempotency_key_in_flight: [409, 'The first request with this idempotency key is still under way'],
  payload_too_large: [413, 'The request body is too large'],
  unsupported_media_type: [415, 'The media type is not supported here'],
  idempotency_key_reused: [422, 'The idempotency key was used with another request'],
  rate_limited: [429, 'Too many requests'],
  headers_too_large: [431, 'The headers of the request are too large'],
  internal_error: [500, 'Something went wrong'],
  unavailable: [503, 'The service is not available right now'],
  overloaded: [503, 'More is asked than can be answered right now'],
} as const satisfies Refusals
export type CommonCode = keyof typeof commonRefusals
