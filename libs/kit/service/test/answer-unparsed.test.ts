import { once } from 'node:events'
import { connect } from 'node:net'
import { PassThrough } from 'node:stream'
import { createServer } from '@segue/service'
import { expect, test, vi } from 'vitest'

test('what is no HTTP behind a request whose answer is under way ends the connection, and puts nothing into that answer', async () => {
  const server = createServer({ service: 'stream', logLevel: 'silent' })
  const body = new PassThrough()
  server.get('/long', (_, reply) => reply.type('text/plain').send(body))
  const { port } = new URL(await server.listen({ port: 0, host: '127.0.0.1' }))
  const socket = connect(Number(port), '127.0.0.1', () => socket.write('GET /long HTTP/1.1\r\nhost: x\r\n\r\n'))
  let heard = ''
  socket.setEncoding('utf8').on('data', (text: string) => (heard += text))
  const closed = once(socket, 'close')
  try {
    body.write('the first part')
    await vi.waitFor(() => expect(heard).toContain('the first part'), { timeout: 10_000 })
    socket.write('GARBAGE\r\n\r\n')
    await closed
    expect(heard.match(/HTTP\/1\.1/g)).toHaveLength(1)
    expect(heard.endsWith('the first part\r\n')).toBe(true)
  } finally {
    socket.destroy()
    body.destroy()
    await server.close()
  }
})
