import type { Channel, ConsumeMessage } from 'amqplib'

export interface Acks {
  /** Every message of the channel, in the order in which they came. */
  taken(message: ConsumeMessage): void
  /** Told to the broker a moment later, with others. Until then it counts as in hand, and comes again should the process die. */
  done(message: ConsumeMessage): void
  /** Told at once. */
  giveBack(message: ConsumeMessage): void
  /** Tells what is done: before the channel closes. */
  flush(): void
}

const GATHER_MS = 1

/**
 * Acknowledges the messages of a channel several at a time, since each acknowledgement is a packet to the broker and an entry in the
 * log of a quorum queue. No more than half of the prefetch waits for that, so that the broker always has something to send.
 */
export function openAcks(channel: Pick<Channel, 'ack' | 'reject'>, prefetch: number): Acks {
  const inHand = new Map<ConsumeMessage, 'under way' | 'done'>()
  let waiting = 0
  let timer: NodeJS.Timeout | undefined

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    waiting = 0
    const done = [...inHand].filter(([, state]) => state === 'done').map(([message]) => message)
    const firstUnderWay = [...inHand.values()].indexOf('under way')
    const leading = firstUnderWay === -1 ? done.length : firstUnderWay
    for (const message of done) inHand.delete(message)
    try {
      const last = done[leading - 1]
      if (last) channel.ack(last, true)
      for (const message of done.slice(leading)) channel.ack(message)
    } catch {
      // The channel is gone, which its connection tells; the events come again on another.
    }
  }

  return {
    taken: (message) => void inHand.set(message, 'under way'),
    done(message) {
      inHand.set(message, 'done')
      waiting += 1
      if (waiting >= prefetch / 2) flush()
      else timer ??= setTimeout(flush, GATHER_MS)
    },
    giveBack(message) {
      inHand.delete(message)
      channel.reject(message, true)
    },
    flush,
  }
}
