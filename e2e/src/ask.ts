import type { Problem } from '@segue/contracts'
import { checkedFetch } from './checked-fetch.ts'
import { publicUrl } from './people.ts'

export interface Question {
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Text and forms are sent as they are; anything else becomes JSON. */
  readonly body?: unknown
}

export interface Told {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** What the text says as JSON; empty where it says nothing so. */
  readonly body: Partial<Problem> & Readonly<Record<string, unknown>>
}

/** A request as a stranger writes it, without the typed client: any path, any body. Its answer is held against the OpenAPI document too. */
export async function ask(method: string, path: string, { token, headers, body }: Question = {}): Promise<Told> {
  const response = await checkedFetch(new URL(path, publicUrl()), {
    method,
    redirect: 'manual',
    headers: {
      ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' || body instanceof FormData ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: read(text) }
}

function read(text: string): Told['body'] {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : {}
  } catch {
    return {}
  }
}

const isRecord = (value: unknown): value is Told['body'] => typeof value === 'object' && value !== null
