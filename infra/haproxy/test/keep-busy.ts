import { connect } from 'node:net'

/**
 * Asks a port of this machine for `/health/live` without a pause until it is ended: all that one thread can answer, in batches so small
 * that whoever else asks still gets an answer soon.
 */
const [port = ''] = process.argv.slice(2)
const batch = 20
const requests = 'GET /health/live HTTP/1.1\r\nhost: localhost\r\n\r\n'.repeat(batch)

for (let connection = 0; connection < 3; connection++) {
  let answered = 0
  const socket = connect(Number(port), '127.0.0.1', () => socket.write(requests))
  socket.setEncoding('latin1').on('data', (text) => {
    answered += String(text).split('HTTP/1.1 200').length - 1
    if (answered < batch) return
    answered -= batch
    socket.write(requests)
  })
}
