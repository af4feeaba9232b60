import type { Config } from '../config.ts'

/** The administrator to see to, if the configuration names one; half a name is an error at the start. */
export function administratorOf({ adminEmail: email, adminPassword: password }: Pick<Config, 'adminEmail' | 'adminPassword'>) {
  if (email !== undefined && password !== undefined) return { email, password }
  if (email === password) return null
  throw new Error(email === undefined ? 'SEGUE_ADMIN_EMAIL is missing: SEGUE_ADMIN_PASSWORD goes with it' : 'SEGUE_ADMIN_PASSWORD is missing: SEGUE_ADMIN_EMAIL goes with it')
}
