import { commonRefusals, type CommonCode, type Problem } from '@segue/contracts'

/** An answer that is not success, on purpose. Anything else thrown is a fault: 500 and a log line. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly code: string
  readonly title: string
  readonly headers: Readonly<Record<string, string>>
  readonly errors: Problem['errors']

  constructor(code: string, [status, title]: readonly [number, string], extra: RefusalExtra = {}) {
    super(extra.detail ?? title)
    this.status = status
    this.code = code
    this.title = title
    this.headers = extra.headers ?? {}
    this.errors = extra.errors
  }
}

export interface RefusalExtra {
  readonly detail?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly errors?: Problem['errors']
}

/** One of the refusals that any operation may answer. */
export const refuse = (code: CommonCode, extra?: RefusalExtra): Refusal => new Refusal(code, commonRefusals[code], extra)

/** The RFC 9457 body of a refusal; `instance` is the path that was asked for, where one could be read. */
export function problemOf(refusal: Refusal, request_id: string, instance?: string): Problem {
  const { code, status, title, message, errors } = refusal
  return {
    type: `/docs/errors#${code}`,
    title,
    status,
    ...(message === title ? {} : { detail: message }),
    ...(instance === undefined ? {} : { instance }),
    code,
    request_id,
    ...(errors === undefined ? {} : { errors }),
  }
}
