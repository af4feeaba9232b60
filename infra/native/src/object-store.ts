import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ensureVersitygw } from './object-store/ensure-versitygw.ts'
import { createReader, reader } from './object-store/create-reader.ts'
import { startDoor } from './object-store/start-door.ts'
import { keptSecret } from './object-store/kept-secret.ts'
import { freePort } from './free-port.ts'
import { startPart, type Part } from './part.ts'

export interface ObjectStoreStartOptions {
  /** On a file system with user attributes (ext4, xfs). */
  readonly folder: string
  /** Default: any free one. */
  readonly port?: number
  readonly onProgress?: (line: string) => void
}

export interface ObjectStorePart extends Part {
  /** The same bucket for whoever only reads what `prepareBucket` lets this key read: the edges. */
  readonly reader_url: string
  /** The name of that key, as a bucket's policy has it. */
  readonly reader: string
}

/**
 * versitygw on loopback, behind the nginx that its uploads need (`object-store/object-store.conf.template`). Two processes, one part:
 * kill, restart, freeze and thaw act on the store, and nginx stands in front of it all the while, answering 502 for a store that is gone.
 * The bucket is the caller's to make (`prepareBucket`); keys are kept in the folder.
 */
export async function startObjectStore({ folder, port, onProgress }: ObjectStoreStartOptions): Promise<ObjectStorePart> {
  const program = await ensureVersitygw(onProgress)
  await using opening = new AsyncDisposableStack()
  const place = resolve(folder)
  for (const name of ['data', 'iam']) mkdirSync(join(place, name), { recursive: true, mode: 0o700 })
  const root = { key: 'segue', secret: keptSecret(join(place, 'secret')) }
  const edge = { key: reader, secret: keptSecret(join(place, 'reader-secret')) }
  const inner = await freePort()
  const outer = port ?? (await freePort())

  const store = opening.use(
    await startPart({
      name: 'object-store',
      url: urlOf(root, outer),
      command: program,
      args: [
        '--port',
        `127.0.0.1:${inner}`,
        '--iam-dir',
        join(place, 'iam'),
        '--health',
        '/health',
        '--keep-alive',
        '--quiet',
        'posix',
        join(place, 'data'),
      ],
      // Secrets travel in the environment: arguments can be read by everybody.
      env: { PATH: process.env['PATH'], HOME: place, ROOT_ACCESS_KEY_ID: root.key, ROOT_SECRET_ACCESS_KEY: root.secret },
      logFile: join(place, 'versitygw.log'),
      isReady: () => isHealthy(inner),
    }),
  )
  await createReader(program, { endpoint: `http://127.0.0.1:${inner}`, root, edge })
  opening.use(await startDoor({ folder: join(place, 'nginx'), port: outer, store: `127.0.0.1:${inner}`, isReady: () => isHealthy(outer) }))
  const opened = opening.move()

  return {
    name: store.name,
    url: store.url,
    reader_url: urlOf(edge, outer),
    reader: edge.key,
    get pid() {
      return store.pid
    },
    kill: () => store.kill(),
    restart: () => store.restart(),
    freeze: () => store.freeze(),
    thaw: () => store.thaw(),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

function urlOf({ key, secret }: { readonly key: string; readonly secret: string }, port: number): string {
  return `s3://${key}:${secret}@segue?endpoint=http://127.0.0.1:${port}&region=us-east-1`
}

async function isHealthy(port: number): Promise<boolean> {
  return (await fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(1_000) })).ok
}
