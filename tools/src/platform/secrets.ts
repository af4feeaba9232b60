import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateSigningKey } from '@segue/identity'
import { generateKeys } from '@segue/media-signature'

export interface Secrets {
  readonly token_key_file: string
  readonly grant_key_file: string
  readonly grant_public_key_pem: string
  readonly upload_secret: string
}

/** The keys of this installation, made at the first start and readable by its user alone. */
export function openSecrets(dataDir: string): Secrets {
  const folder = join(dataDir, 'keys')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = (name: string) => join(folder, name)
  // Whole or not at all: half a key of a killed start would stop every later one.
  const keep = (name: string, text: string) => {
    writeFileSync(file(`${name}.new`), text, { mode: 0o600, flush: true })
    renameSync(file(`${name}.new`), file(name))
  }
  if (!existsSync(file('token.pem'))) keep('token.pem', generateSigningKey().private_key_pem)
  if (!existsSync(file('grant.pem'))) {
    const { private_key_pem, public_key_pem } = generateKeys()
    keep('grant-public.pem', public_key_pem)
    keep('grant.pem', private_key_pem)
  }
  if (!existsSync(file('upload-secret'))) keep('upload-secret', randomBytes(32).toString('base64url'))
  return {
    token_key_file: file('token.pem'),
    grant_key_file: file('grant.pem'),
    grant_public_key_pem: readFileSync(file('grant-public.pem'), 'utf8'),
    upload_secret: readFileSync(file('upload-secret'), 'utf8'),
  }
}
