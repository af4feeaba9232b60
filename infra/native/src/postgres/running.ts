import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { superuserUrl } from '@segue/database/provision'

export interface RunningCluster {
  readonly port: number
  readonly secret: string
  readonly superuserUrl: string
}

/** The cluster that runs on `folder`, whoever started it. Throws where none runs. */
export function runningCluster(folder: string): RunningCluster {
  const port = Number(readOrNull(join(folder, 'data', 'postmaster.pid'))?.split('\n')[3])
  if (!port) throw new Error(`No PostgreSQL runs on ${folder}`)
  const secret = readFileSync(join(folder, 'secret'), 'utf8')
  return { port, secret, superuserUrl: superuserUrl(port, secret) }
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
