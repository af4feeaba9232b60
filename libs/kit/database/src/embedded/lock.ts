import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

const SQLITE_BUSY = 5

/**
 * Holds `path` until it is disposed or this process is gone, however it ends. Node has no flock, but SQLite's
 * exclusive transaction is one: the kernel frees it with its owner, so there is no pid to guess about.
 */
export function lock(path: string): Disposable {
  const file = new DatabaseSync(path, { timeout: 0 })
  try {
    file.exec('begin exclusive')
  } catch (cause) {
    file.close()
    if (cause instanceof Error && 'errcode' in cause && cause.errcode === SQLITE_BUSY) throw new Error(`${dirname(path)} is already in use`, { cause })
    throw new Error(`${path} can't be locked`, { cause })
  }
  return { [Symbol.dispose]: () => file.close() }
}
