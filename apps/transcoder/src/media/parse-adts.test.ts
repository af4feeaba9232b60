import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAdtsParser } from './parse-adts.ts'

/** An ADTS frame of AAC-LC, 44.1 kHz, stereo, around `body`. */
function adts(body: Uint8Array): Buffer {
  const length = body.length + 7
  return Buffer.concat([Buffer.from([0xff, 0xf1, 0x50, 0x80 | length >> 11, length >> 3 & 0xff, (length & 7) << 5 | 0x1f, 0xfc]), body])
}

test('frames come out whole, however the stream is cut into pieces', () => {
  const bodies = fc.array(fc.uint8Array({ minLength: 1, maxLength: 600 }), { minLength: 1, maxLength: 20 })
  fc.assert(fc.property(bodies, fc.integer({ min: 1, max: 50 }), (frames, piece) => {
    const stream = Buffer.concat(frames.map(adts))
    const parser = createAdtsParser()
    const out: Buffer[] = []
    for (let at = 0; at < stream.length; at += piece) out.push(...parser.push(stream.subarray(at, at + piece)))
    expect(out.map(frame => frame.toString('hex'))).toEqual(frames.map(frame => Buffer.from(frame).toString('hex')))
    expect(parser.configuration()).toEqual({ sample_rate_hz: 44_100, channels: 2, audio_specific_config: Buffer.from([0x12, 0x10]) })
  }), { numRuns: 50 })
})

test('a stream that loses its frames is an error, not a shorter song', () => {
  expect(() => createAdtsParser().push(Buffer.from('no frames in here'))).toThrow('no ADTS frame')
})
