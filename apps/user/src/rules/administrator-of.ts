import type { Config } from '../config.ts'

/** The administrator to see to, if the configuration names one; half a name is an error at the start. */
export function administratorOf({ adminEmail: email, adminPassword: password }: Pick<Config, 'adminEmail' | 'adminPassword'>) {
  if (email !== undefined && password !== undefined) return { email, password }
  if (email === password) return null
  const missing = email === undefined ? 'SEGUE_ADMIN_EMAIL' : 'SEGUE_ADMIN_PASSWORD'
  throw new Error(`${missing} is missing: SEGUE_ADMIN_EMAIL and SEGUE_ADMIN_PASSWORD go together`)
}
