import { ApiProblem, createClient, type Client } from '@segue/api-client'
import { login, logout, refresh, register, type Session, type User } from '@segue/contracts'
import { kept } from '../kept.ts'
import { createStore, type Store } from '../store.ts'
import { inTurn } from './in-turn.ts'

export type SessionState =
  /** Asking whether the cookie of an earlier visit still holds. */
  | { readonly status: 'opening' }
  | { readonly status: 'signed_out' }
  | { readonly status: 'signed_in'; readonly user: User }

export interface SessionKeeper {
  readonly state: Store<SessionState>
  /** Calls as whoever is signed in. A token that ends soon is traded first; one that was refused, once, after the fact. */
  readonly client: Client
  /** Takes up the session of an earlier visit, if its cookie still holds; asks until the server can be reached. */
  open(): Promise<void>
  register(account: { readonly email: string; readonly password: string; readonly display_name: string }): Promise<void>
  signIn(credentials: { readonly email: string; readonly password: string }): Promise<void>
  signOut(): Promise<void>
}

export interface SessionOptions {
  /** '' in a page that the server gave itself. */
  readonly url?: string
  readonly fetch?: typeof globalThis.fetch
  /** Where `storage` events tell what another tab did. */
  readonly tabs?: EventTarget
}

const renew_before_ms = 60_000
const first_wait_ms = 1_000
const longest_wait_ms = 30_000
/** Says whose cookie may be there, which no script can see: a first visit need not ask, and the other tabs hear when it changes. */
const visitor = 'segue.visitor'

/**
 * The access token lives in this page's memory alone; the refresh token in a cookie that no script can read. Tabs take
 * turns at the refresh, so that they do not use up each other's token.
 */
export function createSession({ url = '', fetch = (input, init) => globalThis.fetch(input, init), tabs = window }: SessionOptions = {}): SessionKeeper {
  const state = createStore<SessionState>({ status: 'opening' })
  const anonymous = createClient({ url, fetch })
  let token: string | null = null
  let renew_at = 0
  let renewing: Promise<void> | null = null

  function accept({ user, access_token, expires_in }: Session): void {
    token = access_token
    renew_at = Date.now() + expires_in * 1000 - renew_before_ms
    kept.set(visitor, user.id)
    state.set({ status: 'signed_in', user })
  }

  function forget(): void {
    token = null
    kept.remove(visitor)
    state.set({ status: 'signed_out' })
  }

  /** One trade at a time, whoever asks; throws when the server can't be reached, and the session stands. */
  function renew(): Promise<void> {
    renewing ??= inTurn('segue.refresh', () => anonymous.call(refresh, { body: {} }))
      .then(accept, (error: unknown) => {
        if (!(error instanceof ApiProblem) || error.status !== 401) throw error
        forget()
      })
      .finally(() => (renewing = null))
    return renewing
  }

  async function freshToken(): Promise<string | null> {
    if (token !== null ? Date.now() > renew_at : renewing !== null) await renew().catch(() => {})
    return token
  }

  /** A token can end early: the device slept, or the keys changed. */
  const tradingFetch: typeof globalThis.fetch = async (input, init) => {
    const refused = await fetch(input, init)
    const sent = new Headers(init?.headers).get('authorization')
    if (refused.status !== 401 || sent === null) return refused
    if (sent === `Bearer ${token}`) await renew().catch(() => {})
    if (token === null || sent === `Bearer ${token}`) return refused
    await refused.body?.cancel()
    const headers = new Headers(init?.headers)
    headers.set('authorization', `Bearer ${token}`)
    return fetch(input, { ...init, headers })
  }

  async function open(): Promise<void> {
    if (kept.get(visitor) === null) return forget()
    for (let wait_ms = first_wait_ms; state.get().status === 'opening'; wait_ms = Math.min(wait_ms * 2, longest_wait_ms)) {
      const answered = await renew().then(
        () => true,
        () => false,
      )
      if (!answered) await new Promise((resolve) => setTimeout(resolve, wait_ms))
    }
  }

  tabs.addEventListener('storage', (event) => {
    if (!('key' in event && 'newValue' in event) || event.key !== visitor) return
    if (event.newValue === null) forget()
    else void renew().catch(() => {})
  })

  return {
    state,
    client: createClient({ url, token: freshToken, fetch: tradingFetch }),
    open,
    register: async (account) => accept(await anonymous.call(register, { body: { ...account, session: 'cookie' } })),
    signIn: async (credentials) => accept(await anonymous.call(login, { body: { ...credentials, session: 'cookie' } })),
    async signOut() {
      forget()
      await inTurn('segue.refresh', () => anonymous.call(logout, { body: {} })).catch(() => {})
    },
  }
}
