import { Socket } from 'node:net'
import type { ChannelModel } from 'amqplib'

/**
 * What a connection is given now leaves it in one piece, where amqplib writes every message by itself: a system call here, and a
 * packet to wake up for on the other side.
 */
export function gathering(model: ChannelModel): () => void {
  // No part of amqplib's interface: without it the same leaves in more pieces.
  const socket: unknown = Reflect.get(model.connection, 'stream')
  if (!(socket instanceof Socket)) return () => {}
  return () => {
    socket.cork()
    // amqplib passes on what it was given in the first turn of these.
    setImmediate(() => setImmediate(() => socket.uncork()))
  }
}
