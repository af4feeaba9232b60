import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

interface Cost {
  readonly memory: number
  readonly passes: number
  readonly parallelism: number
}

const derive = promisify(argon2)
/** OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane. */
const cost: Cost = { memory: 19 * 1024, passes: 2, parallelism: 1 }
const TAG_BYTES = 32

const encode = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '')
const phc = (salt: Buffer, tag: Buffer): string =>
  `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${encode(salt)}$${encode(tag)}`
/** The same characters typed on another keyboard are the same password (NIST SP 800-63B § 3.1.1.2). */
const tagOf = (password: string, nonce: Buffer, tagLength: number, of: Cost): Promise<Buffer> =>
  derive('argon2id', { message: password.normalize('NFKC'), nonce, tagLength, ...of })

/** The argon2id hash as a PHC string, which names its own cost; takes some 40 ms and 19 MiB. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  return phc(salt, await tagOf(password, salt, TAG_BYTES, cost))
}

/** Whether the password belongs to the hash, at the cost that the hash names. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const parts = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(hash)
  if (!parts) throw new TypeError('Not an argon2id hash')
  const [, memory, passes, parallelism, salt = '', tag = ''] = parts
  const expected = Buffer.from(tag, 'base64')
  const of = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) }
  return timingSafeEqual(await tagOf(password, Buffer.from(salt, 'base64'), expected.length, of), expected)
}

/** A hash that no password is known for: verified in place of an unknown account's, so that both take the same time. */
export const nobodysHash = phc(randomBytes(16), randomBytes(TAG_BYTES))
