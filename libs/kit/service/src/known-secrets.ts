import type { Environment } from './config.ts'

/** What `.env.example` calls the secrets that it has to name. */
const marker = 'development-only'

/** Where clients come in: by which address, and on which of this machine's. In a container it listens on all, and who publishes it decides. */
const doors = (environment: Environment) => [
  'SEGUE_PUBLIC_URL',
  'SEGUE_MEDIA_URL',
  environment['SEGUE_PUBLISH_ADDRESS'] === undefined ? 'SEGUE_HOST' : 'SEGUE_PUBLISH_ADDRESS',
]

/** Of a URL or an address; what is not set is the default, which is loopback. */
function isLoopback(place: string | undefined): boolean {
  if (place === undefined || place === '') return true
  return /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/.test(URL.parse(place)?.hostname ?? place)
}

/** A problem for each of the variables with a secret that everybody knows, once strangers can come in. Does not repeat the secret. */
export function knownSecrets(environment: Environment, variables: readonly string[]): string[] {
  const open = doors(environment).filter((name) => !isLoopback(environment[name]))
  if (open.length === 0) return []
  return variables
    .filter((name) => environment[name]?.includes(marker))
    .map((name) => `${name} has a secret that everybody knows (${marker}), and ${open.join(', ')} leads beyond this machine: set one of your own`)
}
