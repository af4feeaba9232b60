import { operation } from '@segue/contracts'
import { createServer, handle, product, runService, serve, settings } from '@segue/service'

/** A service that fails in every way there is, to see what it tells. */
const failing = (id: string) => operation(id, { method: 'POST', path: `/v1/${id}`, summary: 'Fails', access: 'anyone', reply: { status: 204 } })

await runService(settings('OBSERVED', { logLevel: product.logLevel }), async ({ logLevel }) => {
  const server = createServer({ service: 'observed', logLevel })
  handle(server, failing('fault'), async () => {
    throw new RangeError('out of range')
  })
  handle(server, failing('reject'), async () => {
    void Promise.reject(new Error('nobody hears of it'))
    return null
  })
  return serve(server, { dependencies: [], stack: new AsyncDisposableStack(), host: '127.0.0.1', port: 0 })
})
