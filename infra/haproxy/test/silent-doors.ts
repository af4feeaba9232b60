import { EventEmitter, once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freeRow, startHaproxy, type Haproxy } from '@segue/native'

export type Door = 'public' | 'media'

export interface SilentDoors extends AsyncDisposable {
  readonly haproxy: Haproxy
  readonly portOf: Readonly<Record<Door, number>>
  /** Emits `request` for each that came through. */
  readonly arrivals: EventEmitter
}

/** A real HAProxy; in place of every process behind it one that is well, answers nothing, and goes away when asked for `/gone`. */
export async function openSilentDoors(): Promise<SilentDoors> {
  await using opening = new AsyncDisposableStack()
  const arrivals = new EventEmitter()
  const server = createServer((request, reply) => {
    if (request.url === '/health/live') reply.end()
    else if (request.url === '/gone') request.socket.destroy()
    else arrivals.emit('request')
  })
  opening.defer(() => {
    server.closeAllConnections()
    server.close()
  })
  const port = await freeRow(1)
  await once(server.listen(port, '127.0.0.1'), 'listening')
  const folder = await mkdtemp(join(tmpdir(), 'segue-haproxy-'))
  opening.defer(() => rm(folder, { recursive: true, force: true }))
  const first = await freeRow(11)
  const inner = { user: first + 5, catalog: first + 6, playlist: first + 7, search: first + 8, 'playback-auth': first + 9 }
  const ports = { door: first, doorTls: first + 1, media: first + 2, mediaTls: first + 3, internal: first + 4, ...inner }
  const haproxy = opening.use(await startHaproxy({
    folder,
    host: '127.0.0.1',
    publicUrl: `http://127.0.0.1:${ports.door}`,
    ports,
    objectStorePort: port,
    servers: () => [{ port, agentPort: first + 10 }, { port, agentPort: first + 10 }],
  }))
  const all = opening.move()
  return { haproxy, arrivals, portOf: { public: ports.door, media: ports.media }, [Symbol.asyncDispose]: () => all.disposeAsync() }
}
