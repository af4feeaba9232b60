import { spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { ensurePackages } from './debian.ts'

const valid_days = 397
const renewed_before_ms = 30 * 24 * 3_600_000

/** A certificate of its own signature for loopback names, key and all, in the file: made once, and anew before it expires. */
export function ensureCertificate(file: string): void {
  if (existsSync(file) && new X509Certificate(readFileSync(file)).validToDate.getTime() - Date.now() > renewed_before_ms) return
  ensurePackages({ openssl: '/usr/bin/openssl' })
  const key = `${file}.key`
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1']
  const args = ['req', '-x509', ...curve, '-days', String(valid_days), ...names, '-keyout', key]
  const made = spawnSync('/usr/bin/openssl', args, { encoding: 'utf8' })
  if (made.status !== 0) throw new Error(`openssl made no certificate: ${made.stderr}`)
  writeFileSync(`${file}.new`, made.stdout + readFileSync(key, 'utf8'), { mode: 0o600 })
  rmSync(key)
  renameSync(`${file}.new`, file)
}
