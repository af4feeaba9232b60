import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** An address that leads to a real server, for as long as nobody cuts the line. */
export interface Line extends AsyncDisposable {
  readonly url: string
  /** Ends what goes over it and refuses what comes, as a server does that is gone. */
  cut(): Promise<void>
  mend(): Promise<void>
}

/** The server of `url`, under an address of its own; `port` where that must be known before. */
export async function openLine(url: string, port = 0): Promise<Line> {
  const { hostname, port: target } = new URL(url)
  const sockets = new Set<Socket>()
  let server: Server | null = null
  let bound = port
  async function mend(): Promise<void> {
    server = createServer((near) => {
      const far = connect(Number(target), hostname)
      for (const socket of [near, far]) {
        sockets.add(socket.on('error', () => {}).on('close', () => [near, far].forEach((end) => sockets.delete(end.destroy()))))
      }
      near.pipe(far).pipe(near)
    }).listen(bound, '127.0.0.1')
    await once(server, 'listening')
    bound = (server.address() as AddressInfo).port
  }
  async function cut(): Promise<void> {
    const closing = server
    server = null
    closing?.close()
    for (const socket of sockets) socket.destroy()
    if (closing !== null) await once(closing, 'close')
  }
  await mend()
  return { url: Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(bound) }).href, cut, mend, [Symbol.asyncDispose]: cut }
}
