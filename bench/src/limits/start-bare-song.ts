import { createPublicKey } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { startChild, type Child } from '../run/start-child.ts'

/** What the service answered, and the key of its tokens. */
export interface BareAnswer {
  readonly public_key_pem: string
  readonly issuer: string
  readonly headers: Record<string, string | string[]>
  readonly body: string
}

export interface BareServer extends Child {
  readonly url: string
}

interface Request {
  readonly url: string
  readonly target: string
  readonly headers: Record<string, string>
}

/** What HTTP itself adds is left to the limit's own server. */
const ofTheServer = new Set(['connection', 'content-length', 'date', 'keep-alive', 'set-cookie'])

/** What a bare server needs to answer as ours does now, once and for all. Throws when that has no grant. */
export async function bareAnswer({ url, target, headers }: Request, userUrl: string, issuer: string): Promise<BareAnswer> {
  const response = await fetch(url + target, { headers })
  const body = await response.text()
  if (!response.ok || !body.includes('"stream":{')) throw new Error(`No grant: ${response.status} ${body}`)
  const kept = [...response.headers].filter(([name]) => !ofTheServer.has(name))
  return { public_key_pem: await publicKeyOf(userUrl), issuer, headers: { ...Object.fromEntries(kept), 'set-cookie': response.headers.getSetCookie() }, body }
}

async function publicKeyOf(userUrl: string): Promise<string> {
  const response = await fetch(`${userUrl}/.well-known/jwks.json`)
  const { keys: [key] }: { keys: JsonWebKey[] } = await response.json()
  if (key === undefined) throw new Error('The user service publishes no key')
  return createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
}

export const startBareSong = (answer: BareAnswer): Promise<BareServer> => startBare('bare-song', { BENCH_ANSWER: JSON.stringify(answer) })

export const startBareProxy = (upstream: string): Promise<BareServer> => startBare('bare-proxy', { BENCH_UPSTREAM: upstream })

async function startBare(name: string, settings: Readonly<Record<string, string>>): Promise<BareServer> {
  const file = fileURLToPath(new URL(`${name}.ts`, import.meta.url))
  const child = await startChild({ args: [file], env: { ...process.env, ...settings }, ready: /^listening at / })
  return { ...child, url: child.announced.replace('listening at ', '') }
}

/** Throws unless the limit answers what the answer was taken from. */
export async function expectSameBytes({ url, target, headers }: Request, { body }: BareAnswer): Promise<void> {
  const response = await fetch(url + target, { headers })
  if ((await response.text()) !== body) throw new Error(`${url} does not answer what the service does`)
}
