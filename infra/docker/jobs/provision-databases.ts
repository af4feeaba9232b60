import { provisionDatabases } from './provision.ts'

/** Makes what every `…_DATABASE_URL` of the environment names, as the superuser of `POSTGRES_URL`. */
const url = process.env['POSTGRES_URL']
const wanted = Object.entries(process.env).flatMap(([name, value]) => (name.endsWith('_DATABASE_URL') && value !== undefined ? [value] : []))
try {
  if (url === undefined) throw new Error('POSTGRES_URL is missing (the superuser)')
  for (const name of await provisionDatabases(url, wanted)) process.stdout.write(`${name} is there\n`)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
