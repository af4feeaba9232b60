import { existsSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateSigningKey } from '@segue/identity'
import { generateKeys } from '@segue/media-signature'

/** Makes the keys of this installation where there are none: one folder for each who may read them. What is there stays. */
const root = process.env['KEYS_DIR'] ?? '/keys'
const key_pair_id = process.env['PLAYBACK_AUTH_KEY_PAIR_ID'] ?? 'segue'

// Whole or not at all: half a key of a killed run would stop every later one.
function keep(path: string, text: string): void {
  const file = join(root, path)
  writeFileSync(`${file}.new`, text, { mode: 0o600, flush: true })
  renameSync(`${file}.new`, file)
  process.stdout.write(`made ${file}\n`)
}

if (!existsSync(join(root, 'token/token.pem'))) keep('token/token.pem', generateSigningKey().private_key_pem)
// The private one comes last: while it is missing, the pair is.
if (!existsSync(join(root, 'grant/grant.pem'))) {
  const { private_key_pem, public_key_pem } = generateKeys()
  keep('public/grant-keys.json', JSON.stringify({ [key_pair_id]: public_key_pem }))
  keep('grant/grant.pem', private_key_pem)
}
