import { createHash, randomBytes } from 'node:crypto'

export interface RefreshToken {
  readonly user_id: string
  /** SHA-256 of the token's bytes: all that we keep. */
  readonly hash: Buffer
}

const ID_BYTES = 16
const SECRET_BYTES = 32
const hashOf = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest()

/** A new refresh token: 256 random bits, behind the user's id, by which the database finds the row's place. */
export function createRefreshToken(user_id: string): RefreshToken & { readonly token: string } {
  const bytes = Buffer.concat([Buffer.from(user_id.replaceAll('-', ''), 'hex'), randomBytes(SECRET_BYTES)])
  return { user_id, hash: hashOf(bytes), token: bytes.toString('base64url') }
}

/** Reads a token that a client sent; null when it has not the form of one. */
export function readRefreshToken(token: string): RefreshToken | null {
  const bytes = Buffer.from(token, 'base64url')
  if (bytes.length !== ID_BYTES + SECRET_BYTES || bytes.toString('base64url') !== token) return null
  const user_id = bytes.toString('hex', 0, ID_BYTES).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  return { user_id, hash: hashOf(bytes) }
}
