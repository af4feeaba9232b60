import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensurePackages } from '../debian.ts'
import { startPart, type Part } from '../part.ts'

const template = join(import.meta.dirname, '../../object-store/object-store.conf.template')

interface DoorOptions {
  readonly folder: string
  readonly port: number
  /** Host and port of what stands behind it. */
  readonly store: string
  readonly isReady: () => Promise<boolean>
}

/** Debian's nginx in front of the object store, with everything that it writes in the folder. */
export async function startDoor({ folder, port, store, isReady }: DoorOptions): Promise<Part> {
  ensurePackages({ 'nginx-light': '/usr/sbin/nginx' })
  mkdirSync(folder, { recursive: true })
  const addresses = { OBJECT_STORE_LISTEN: `127.0.0.1:${port}`, OBJECT_STORE_ADDRESS: store }
  const fillIn = (text: string, [name, address]: readonly [string, string]) => text.replace(`\${${name}}`, address)
  const server = Object.entries(addresses).reduce(fillIn, readFileSync(template, 'utf8'))
  writeFileSync(join(folder, 'server.conf'), server)
  writeFileSync(join(folder, 'nginx.conf'), mainConfiguration(folder))
  return startPart({
    name: 'object-store-door',
    url: `http://127.0.0.1:${port}`,
    command: '/usr/sbin/nginx',
    args: ['-p', folder, '-c', join(folder, 'nginx.conf')],
    logFile: join(folder, 'nginx.log'),
    stopSignal: 'SIGQUIT',
    stopWithin_ms: 5_000,
    isReady,
  })
}

/** As root the workers stay who we are, since the folder is ours; the directive is refused to anybody else. */
function mainConfiguration(folder: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `  ${name}_temp_path ${join(folder, 'temp', name)};`)
  mkdirSync(join(folder, 'temp'), { recursive: true })
  return [
    ...(process.getuid?.() === 0 ? ['user root;'] : []),
    'daemon off;',
    'worker_processes 1;',
    `pid ${join(folder, 'nginx.pid')};`,
    'error_log stderr warn;',
    'events { worker_connections 1024; }',
    'http {',
    '  access_log off;',
    '  server_tokens off;',
    ...temporary,
    `  include ${join(folder, 'server.conf')};`,
    '}',
    '',
  ].join('\n')
}
