import { createServer, type AddressInfo } from 'node:net'

/** A loopback port that is free now. Addresses that go into cookies and URLs must be known before anything listens. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
