import { ApiProblem, createClient, type Client } from '@segue/api-client'
import { login, logout, refresh, register, type Session, type User } from '@segue/contracts'
import { createStore, type Store } from '../store.ts'

export type SessionState =
  /** Asking whether the cookie of an earlier visit still holds. */
  | { readonly status: 'opening' }
  | { readonly status: 'signed_out' }
  | { readonly status: 'signed_in'; readonly user: User }

export interface SessionKeeper {
  readonly state: Store<SessionState>
  /** Calls as whoever is signed in; a token that ends soon is traded first. */
  readonly client: Client
  /** Takes up the session of an earlier visit, if its cookie still holds. */
  open(): Promise<void>
  register(account: { readonly email: string; readonly password: string; readonly display_name: string }): Promise<void>
  signIn(credentials: { readonly email: string; readonly password: string }): Promise<void>
  signOut(): Promise<void>
}

const renew_before_ms = 60_000
/** Says that a cookie may be there, which no script can see: a first visit need not ask. */
const visited = 'segue.visited'

/**
 * The access token lives in this page's memory alone; the refresh token in a cookie that no script can read. Tabs take
 * turns at the refresh, so that they do not use up each other's token.
 */
export function createSession(): SessionKeeper {
  const state = createStore<SessionState>({ status: 'opening' })
  const anonymous = createClient({ url: '' })
  let token: string | null = null
  let renew_at = 0
  let renewing: Promise<void> | null = null

  function accept({ user, access_token, expires_in }: Session): void {
    token = access_token
    renew_at = Date.now() + expires_in * 1000 - renew_before_ms
    localStorage.setItem(visited, 'yes')
    state.set({ status: 'signed_in', user })
  }

  function forget(): void {
    token = null
    localStorage.removeItem(visited)
    state.set({ status: 'signed_out' })
  }

  const renew = (): Promise<void> => {
    renewing ??= navigator.locks
      .request('segue-refresh', async () => accept(await anonymous.call(refresh, { body: {} })))
      .catch((error: unknown) => {
        if (!(error instanceof ApiProblem) || error.status !== 401) throw error
        forget()
      })
      .finally(() => (renewing = null))
    return renewing
  }

  async function freshToken(): Promise<string | null> {
    if (token !== null && Date.now() > renew_at) await renew().catch(() => {})
    return token
  }

  return {
    state,
    client: createClient({ url: '', token: freshToken }),
    open: () => (localStorage.getItem(visited) === null ? Promise.resolve(forget()) : renew().catch(forget)),
    async register(account) {
      accept(await anonymous.call(register, { body: { ...account, session: 'cookie' } }))
    },
    async signIn(credentials) {
      accept(await anonymous.call(login, { body: { ...credentials, session: 'cookie' } }))
    },
    async signOut() {
      await anonymous.call(logout, { body: {} }).catch(() => {})
      forget()
    },
  }
}
