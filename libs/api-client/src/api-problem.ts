import type { Problem } from '@segue/contracts'

export interface ProblemFields extends Pick<Problem, 'code' | 'errors'> {
  /** 0 when no answer came. */
  readonly status: number
  readonly title: string
  readonly detail?: string | undefined
  readonly request_id?: string | undefined
  readonly retry_after_s?: number | undefined
}

/**
 * An answer that is not success (RFC 9457), or none at all: `code` is then `unreachable`. What answers without problem
 * details, such as a proxy whose backend is down, is `unexpected_answer`.
 */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly status: number
  readonly code: string
  readonly title: string
  /** What a person may read; the title when there is nothing more to say. */
  readonly detail: string
  readonly errors: NonNullable<Problem['errors']>
  readonly request_id: string | null
  readonly retry_after_s: number | null

  constructor({ status, code, title, detail = title, errors = [], request_id, retry_after_s }: ProblemFields, options?: ErrorOptions) {
    super(detail, options)
    this.status = status
    this.code = code
    this.title = title
    this.detail = detail
    this.errors = errors
    this.request_id = request_id ?? null
    this.retry_after_s = retry_after_s ?? null
  }
}

/** The problem of an answer that is not success; reads its body. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const answered = {
    status: response.status,
    request_id: response.headers.get('x-request-id') ?? undefined,
    retry_after_s: retryAfter(response.headers.get('retry-after')),
  }
  const body = await jsonOf(response)
  if (isProblem(body)) return new ApiProblem({ ...answered, ...body, status: response.status })
  return new ApiProblem({ ...answered, code: 'unexpected_answer', title: `The server answered ${response.status} without saying why` })
}

const jsonOf = (response: Response): Promise<unknown> => response.json().catch(() => undefined)

const isProblem = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string' && 'title' in body && typeof body.title === 'string'

/** RFC 9110 § 10.2.3: seconds, or a date. */
function retryAfter(header: string | null): number | undefined {
  if (header === null) return undefined
  const seconds = /^\d+$/.test(header) ? Number(header) : Math.ceil((Date.parse(header) - Date.now()) / 1000)
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds)
}
