import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { statusOf } from './status.ts'

test('the status tells who is well, who does without something, who is not ready and who is gone', async () => {
  const answers: Readonly<Record<string, readonly [number, object]>> = {
    '/well': [200, { ready: true, dependencies: { bus: 'up' } }],
    '/less': [200, { ready: true, degraded: true, dependencies: { bus: 'down' } }],
    '/ill': [503, { ready: false, dependencies: { database: 'down' } }],
  }
  const server = createServer(({ url = '' }, response) => {
    const [status, body] = answers[url] ?? [404, {}]
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const status = await statusOf({ well: `${url}/well`, less: `${url}/less`, ill: `${url}/ill`, gone: 'http://127.0.0.1:9/' })()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  expect(status).toEqual({ status: 'degraded', services: { well: 'up', less: 'degraded', ill: 'degraded', gone: 'down' } })
})
