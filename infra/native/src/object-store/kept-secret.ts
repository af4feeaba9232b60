import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'

/** A secret of 40 letters that is drawn once and then kept in the file, for its owner alone. */
export function keptSecret(file: string): string {
  try {
    writeFileSync(file, randomBytes(20).toString('hex'), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  return readFileSync(file, 'utf8')
}
