import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ensurePackages, startPart, type Part } from '@segue/native'

export interface Listening {
  readonly port: number
  /** URLs of those it hands requests to, the one with the fewest first. */
  readonly servers: readonly string[]
}

/** HAProxy that does nothing but hand on: no TLS, no header touched, nobody's health asked, no log. The part's URL leads to the first port. */
export async function startBareHaproxy(folder: string, listening: readonly [Listening, ...Listening[]]): Promise<Part> {
  const program = '/usr/sbin/haproxy'
  ensurePackages({ haproxy: program })
  await mkdir(folder, { recursive: true })
  const file = join(folder, 'haproxy.cfg')
  await writeFile(file, [defaults, ...listening.map(section)].join('\n'))
  const url = `http://127.0.0.1:${listening[0].port}`
  const isReady = async () => (await fetch(url, { signal: AbortSignal.timeout(1_000) })).status > 0
  return startPart({ name: 'bare-haproxy', url, command: program, args: ['-db', '-f', file], logFile: join(folder, 'haproxy.log'), isReady, stopWithin_ms: 5_000 })
}

/** Connections are kept and shared as in infra/haproxy. */
const defaults = `
defaults
  mode http
  option http-keep-alive
  http-reuse safe
  timeout connect 1s
  timeout client 75s
  timeout server 75s
`

const section = ({ port, servers }: Listening): string => `
listen at-${port}
  bind 127.0.0.1:${port}
  balance leastconn
${servers.map((url, place) => `  server server-${place + 1} ${new URL(url).host}`).join('\n')}
`
