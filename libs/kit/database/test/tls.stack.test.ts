import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { isOutOfReach, openDatabase } from '@segue/database'
import { startPostgres, type Postgres } from '@segue/native'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'

const known = getCACertificates()
let folder: string
let certificate: string
let postgres: Postgres
let url: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'segue-postgres-tls-'))
  certificate = join(folder, 'certificate.pem')
  postgres = await startPostgres({ folder, certificate })
  url = await postgres.provision('catalog')
})
afterEach(() => setDefaultCACertificates(known))
afterAll(async () => {
  await postgres?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

/** Whether what was said, and heard, was encrypted. */
async function isEncrypted(url: string): Promise<boolean | undefined> {
  await using db = openDatabase(url)
  const { rows: [connection] } = await sql<{ ssl: boolean }>`select ssl from pg_stat_ssl where pid = pg_backend_pid()`.execute(db)
  return connection?.ssl
}

test('a process that trusts the certificate is served over TLS, of several hosts too', async () => {
  setDefaultCACertificates([...known, await readFile(certificate, 'utf8')])
  expect(await isEncrypted(`${url}?sslmode=verify-full`)).toBe(true)
  const two = url.replace(/@([^/]+)/, '@127.0.0.1:1,$1')
  expect(await isEncrypted(`${two}?sslmode=verify-full`)).toBe(true)
  expect(await isEncrypted(url)).toBe(false)
})

test('a certificate of an unknown authority is an error that no waiting cures', async () => {
  const error: unknown = await isEncrypted(`${url}?sslmode=verify-full`).catch((reason: unknown) => reason)
  expect(String(error)).toMatch(/self-signed certificate/)
  expect(isOutOfReach(error)).toBe(false)
})
