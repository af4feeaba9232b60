import { execFileSync } from 'node:child_process'

/** Whom the database runs as; undefined means: as ourselves. */
export type SystemUser = { readonly uid: number; readonly gid: number } | undefined

const id = (flag: '-u' | '-g') => Number(execFileSync('id', [flag, 'segue'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))

function segue(): SystemUser {
  try {
    return { uid: id('-u'), gid: id('-g') }
  } catch {
    return undefined
  }
}

/** PostgreSQL refuses to run as root: then it runs as the system user `segue`, which is created when missing. */
export function systemUser(): SystemUser {
  if (process.getuid?.() !== 0) return undefined
  const present = segue()
  if (present) return present
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'segue'], { stdio: 'pipe' })
  } catch (cause) {
    // Another start may have created it at the same moment.
    const created = segue()
    if (created) return created
    throw new Error('PostgreSQL does not run as root, and the system user "segue" could not be created: create it, or start as another user', { cause })
  }
  return segue()
}
