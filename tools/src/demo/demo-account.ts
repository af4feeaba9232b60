import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ApiProblem, createClient } from '@segue/api-client'
import { login, register } from '@segue/contracts'

const renew_after_ms = 600_000

/** The account of a demonstration artist, opened at the first start; its password is kept in the data folder. */
export async function demoAccount(url: string, folder: string, key: string, display_name: string): Promise<{ token(): Promise<string> }> {
  const email = `${key}@demo.segue.example`
  const password = keptPassword(join(folder, `${key}.password`))
  const client = createClient({ url })
  const signIn = () => client.call(login, { body: { email, password } })
  let session = await client.call(register, { body: { email, password, display_name } }).catch((error: unknown) => {
    if (error instanceof ApiProblem && error.code === 'email_taken') return signIn()
    throw error
  })
  let since = performance.now()
  return {
    async token() {
      if (performance.now() - since > renew_after_ms) {
        session = await signIn()
        since = performance.now()
      }
      return session.access_token
    },
  }
}

function keptPassword(path: string): string {
  if (!existsSync(path)) writeFileSync(path, randomBytes(24).toString('base64url'), { mode: 0o600, flush: true })
  return readFileSync(path, 'utf8')
}
