import { Redis, type Result } from 'ioredis'
import { Misconfigured } from '../misconfigured.ts'
import * as scripts from './scripts.ts'

const COMMAND_MS = 100
const CONNECT_MS = 1_000

export type Keys = readonly [value: string, lock: string, mark: string]

declare module 'ioredis' {
  interface RedisCommander<Context> {
    look(...args: [...Keys, token: string, lock_ms: number]): Result<[string, number] | [null, number, string], Context>
    keep(...args: [...Keys, token: string, seen: string, json: string, ttl_ms: number]): Result<number, Context>
    change(...args: [...Keys, mark: string, mark_ms: number, json: string, ttl_ms: number]): Result<null, Context>
    takeSome(counter: string, wanted: number, limit: number, window_ms: number): Result<[number, number, number], Context>
  }
}

/** What Redis said, as opposed to what came of a connection. */
const isReply = (error: unknown): error is Error => error instanceof Error && error.name === 'ReplyError'

/** OpenSSL's codes, as Node passes them on, of an authority that it does not know. */
const unknownAuthority = /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(GET_ISSUER_CERT(_LOCALLY)?|VERIFY_LEAF_SIGNATURE))$/

/** What is wrong with a certificate, where waiting does not make it right. */
function distrustOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (unknownAuthority.test(code)) return 'has a certificate of no authority that Node trusts: name a file with yours in NODE_EXTRA_CA_CERTS'
  if (code === 'CERT_HAS_EXPIRED') return 'has a certificate that has expired'
  return code === 'ERR_TLS_CERT_ALTNAME_INVALID' ? 'has a certificate for another host than the one in the URL' : undefined
}

/**
 * A connection that mends itself; while there is none, commands fail at once, and a command that is not answered fails after 100 ms.
 * Rejects with `Misconfigured` when Redis answers but not to us, or in a way that is not to be trusted; one that can't be reached now is
 * no error.
 */
export async function connect(url: string, probeKey: string): Promise<Redis> {
  const redis = new Redis(url, {
    lazyConnect: true,
    commandTimeout: COMMAND_MS,
    connectTimeout: CONNECT_MS,
    // Replies that come no more: a connection that only seems to live is made anew.
    socketTimeout: 5_000,
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    enableAutoPipelining: true,
    retryStrategy: (attempt) => Math.min(50 * attempt, 500),
  })
  const { host } = new URL(url)
  let refused: Error | undefined
  let distrust: string | undefined
  redis.on('error', (error: Error) => {
    if (isReply(error)) refused = error
    distrust ??= distrustOf(error)
  })
  redis.defineCommand('look', { numberOfKeys: 3, lua: scripts.look })
  redis.defineCommand('keep', { numberOfKeys: 3, lua: scripts.keep })
  redis.defineCommand('change', { numberOfKeys: 3, lua: scripts.change })
  redis.defineCommand('takeSome', { numberOfKeys: 1, lua: scripts.take })

  try {
    await redis.connect()
    await redis.set(probeKey, '1', 'PX', 1)
  } catch (error) {
    if (isReply(error)) refused ??= error
  }
  if (distrust !== undefined) {
    redis.disconnect()
    throw new Misconfigured(`Redis at ${host} ${distrust}`)
  }
  if (!refused || /^(LOADING|BUSY|TRYAGAIN)/.test(refused.message)) return redis
  redis.disconnect()
  throw new Misconfigured(`Redis at ${host} does not do what a cache needs: ${refused.message}. Check user, password, database and rights`)
}
