import { createPrivateKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { signingKeyOf, type SigningKey } from '@segue/identity'

/** Reads the keys that a comma-separated list of files names, the one that signs first. */
export async function readSigningKeys(files: string): Promise<readonly [SigningKey, ...SigningKey[]]> {
  const [first = '', ...others] = files.split(',').map((file) => file.trim())
  return [await readSigningKey(first), ...(await Promise.all(others.map(readSigningKey)))]
}

async function readSigningKey(file: string): Promise<SigningKey> {
  try {
    const pem = await readFile(file, 'utf8')
    if (createPrivateKey(pem).asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw new TypeError('not on the curve P-256')
    return signingKeyOf(pem)
  } catch (cause) {
    throw new Error(`USER_SIGNING_KEY_FILES: ${file} holds no ECDSA P-256 private key (PKCS #8 PEM)`, { cause })
  }
}
