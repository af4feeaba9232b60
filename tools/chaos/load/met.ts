export interface Sent {
  readonly what: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
}

/** One request, as a client met it. */
export interface Met {
  readonly what: string
  /** 0 when no answer came. */
  readonly status: number
  readonly took_ms: number
  readonly hasRetryAfter: boolean
}

/** What the clients are told to do, `requests` one after the other and again from the first. */
export type Orders = { readonly requests: readonly Sent[]; readonly duration_s: number } & (
  | { readonly kind: 'closed'; readonly clients: number }
  | { readonly kind: 'open'; readonly per_s: number }
)
