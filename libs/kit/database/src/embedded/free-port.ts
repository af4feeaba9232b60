import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

const isFree = (port: number) =>
  new Promise<boolean>((done) => {
    const probe = createServer()
    probe.once('error', () => done(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => done(true)))
  })

/**
 * A port of the loopback that is free now: the wished one when it is. Below those that systems give to outgoing
 * connections (from 32,768 on Linux), so that none takes it, or even connects to itself, while the server restarts.
 */
export async function freePort(wished: number): Promise<number> {
  for (let port = wished; ; port = randomInt(20_000, 30_000)) if (port > 0 && (await isFree(port))) return port
}
