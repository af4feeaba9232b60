import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readEventStream, type ServerSentEvent } from './read-event-stream.ts'

function stream(chunks: readonly Uint8Array[], { open = false } = {}) {
  let cancelled = false
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new Uint8Array(chunk))
      if (!open) controller.close()
    },
    cancel: () => void (cancelled = true),
  })
  return { body, cancelled: () => cancelled }
}

const read = async (...texts: string[]): Promise<ServerSentEvent[]> => Array.fromAsync(readEventStream(stream(texts.map((text) => new TextEncoder().encode(text)))))

test('events carry their name, their data and the last id seen', async () => {
  expect(await read('id: 1\nevent: status\ndata: {"status":"processing"}\n\ndata: x\n\n')).toEqual([
    { id: '1', event: 'status', data: '{"status":"processing"}' },
    { id: '1', event: 'message', data: 'x' },
  ])
})

test('comments, heartbeats, unknown fields and events without data are passed over', async () => {
  expect(await read(': hello\n\n:\n\nevent: ready\n\nretry: 10\nfoo: bar\nid: 7\n\ndata: x\n\n')).toEqual([{ id: '7', event: 'message', data: 'x' }])
})

test('data of several lines is joined, and one space behind the colon is not part of the value', async () => {
  expect(await read('data: a\ndata:b\ndata:  c\ndata\n\n')).toEqual([{ id: '', event: 'message', data: 'a\nb\n c\n' }])
})

test('an id with NUL is ignored, and an empty id forgets the last', async () => {
  expect((await read('id: 1\ndata: a\n\nid: 2\0\ndata: b\n\nid\ndata: c\n\n')).map(({ id }) => id)).toEqual(['1', '1', ''])
})

test('what the stream did not finish is dropped', async () => {
  expect(await read('data: a\n\ndata: b\n')).toEqual([{ id: '', event: 'message', data: 'a' }])
})

test('a byte order mark is no part of the first field', async () => {
  expect(await read('\uFEFFdata: a\n\n')).toHaveLength(1)
})

test('leaving the loop cancels the answer', async () => {
  const { body, cancelled } = stream([new TextEncoder().encode('data: a\n\ndata: b\n\n')], { open: true })
  for await (const { data } of readEventStream({ body })) {
    expect(data).toBe('a')
    break
  }
  expect(cancelled()).toBe(true)
})

test('an abort ends a stream that says nothing, with the reason', async () => {
  const { body, cancelled } = stream([], { open: true })
  const aborting = new AbortController()
  const reading = Array.fromAsync(readEventStream({ body }, aborting.signal))
  aborting.abort(new Error('left the page'))
  await expect(reading).rejects.toThrow('left the page')
  expect(cancelled()).toBe(true)
})

test('wherever the bytes are cut and whichever end of line is used, the same events come out', async () => {
  const line = fc.string({ unit: 'grapheme', maxLength: 8 }).map((text) => text.replaceAll(/[\r\n\0\uFEFF]/g, ''))
  const events = fc.array(fc.record({ id: line, event: line, data: fc.array(line, { minLength: 1, maxLength: 3 }) }), { maxLength: 5 })
  const eol = fc.constantFrom('\n', '\r\n', '\r')
  await fc.assert(fc.asyncProperty(events, eol, fc.infiniteStream(fc.integer({ min: 1, max: 6 })), async (sent, end, sizes) => {
    const text = sent.map(({ id, event, data }) => [`id: ${id}`, ': comment', `event: ${event}`, ...data.map((row) => `data: ${row}`), '', ''].join(end)).join('')
    const bytes = new TextEncoder().encode(text)
    const chunks: Uint8Array[] = []
    for (let at = 0; at < bytes.length; ) chunks.push(bytes.subarray(at, (at += sizes.next().value ?? 1)))
    const expected = sent.map(({ id, event, data }) => ({ id, event: event || 'message', data: data.join('\n') }))
    expect(await Array.fromAsync(readEventStream(stream(chunks)))).toEqual(expected)
  }))
})
