import type { ConsumeMessage } from 'amqplib'
import { expect, test, vi } from 'vitest'
import { openAcks } from './acks.ts'

const fields = { consumerTag: 'one', redelivered: false, exchange: '', routingKey: 'segue.search' }
const message = (deliveryTag: number): ConsumeMessage => ({
  content: Buffer.from('{}'),
  fields: { ...fields, deliveryTag },
  properties: {} as ConsumeMessage['properties'],
})

/** Writes down what reaches the broker: `≤3` is everything up to the third message. */
function openBroker(prefetch: number, taken: number) {
  const told: string[] = []
  const acks = openAcks(
    {
      ack: ({ fields: { deliveryTag } }, upTo) => void told.push(upTo ? `≤${deliveryTag}` : `${deliveryTag}`),
      reject: ({ fields: { deliveryTag } }) => void told.push(`back ${deliveryTag}`),
    },
    prefetch,
  )
  const messages = Array.from({ length: taken }, (_, n) => message(n + 1))
  for (const one of messages) acks.taken(one)
  const done = (...tags: number[]) => tags.forEach((tag) => acks.done(messages[tag - 1] ?? message(tag)))
  return { told, acks, messages, done }
}

test('messages that are done together are acknowledged together', async () => {
  const { told, done } = openBroker(16, 8)
  done(2, 1, 3)
  expect(told).toEqual([])
  await vi.waitFor(() => expect(told).toEqual(['≤3']), { timeout: 5_000 })
})

test('one that is still under way is not acknowledged with those behind it', () => {
  const { told, acks, done } = openBroker(16, 5)
  done(1, 2, 4, 5)
  acks.flush()
  expect(told).toEqual(['≤2', '4', '5'])
  done(3)
  acks.flush()
  expect(told).toEqual(['≤2', '4', '5', '≤3'])
})

test('one that goes back holds up none of those behind it', () => {
  const { told, acks, messages, done } = openBroker(16, 3)
  done(2, 3)
  acks.giveBack(messages[0] ?? message(1))
  acks.flush()
  expect(told).toEqual(['back 1', '≤3'])
})

test('the broker never waits for more than half of what it may have out', () => {
  const { told, done } = openBroker(4, 4)
  done(1)
  expect(told).toEqual([])
  done(2)
  expect(told).toEqual(['≤2'])
})

test('a consumer of one at a time is given the next without delay', () => {
  const { told, done } = openBroker(1, 1)
  done(1)
  expect(told).toEqual(['≤1'])
})
