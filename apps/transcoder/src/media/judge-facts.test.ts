import { expect, test } from 'vitest'
import { judgeDecoded, judgeFacts } from './judge-facts.ts'

const song = { sample_rate_hz: 44_100, channels: 2, declared_s: [200] }

test('limits are inclusive, and every one has its own code', () => {
  expect(() => judgeFacts(song)).not.toThrow()
  expect(() => judgeFacts({ sample_rate_hz: 8_000, channels: 8, declared_s: [1] })).not.toThrow()
  expect(() => judgeFacts({ sample_rate_hz: 192_000, channels: 1, declared_s: [14_400] })).not.toThrow()
  const codes: [Partial<typeof song>, string][] = [
    [{ sample_rate_hz: 7_999 }, 'unsupported_sample_rate'], [{ sample_rate_hz: NaN }, 'unsupported_sample_rate'], [{ channels: 9 }, 'too_many_channels'],
    [{ channels: 0 }, 'corrupt_audio'], [{ declared_s: [0.9] }, 'too_short'], [{ declared_s: [14_401] }, 'too_long'],
    [{ declared_s: [Infinity] }, 'corrupt_audio'], [{ declared_s: [] }, 'corrupt_audio'], [{ declared_s: [200, 190] }, 'truncated_audio']
  ]
  for (const [facts, code] of codes) expect(() => judgeFacts({ ...song, ...facts })).toThrow(expect.objectContaining({ code }))
})

test('a decoder may disagree by half a second, or by two per cent of a long song', () => {
  for (const decoded_s of [2.5, 3.5]) expect(() => judgeDecoded(decoded_s, [3], [])).not.toThrow()
  for (const decoded_s of [196, 204]) expect(() => judgeDecoded(decoded_s, [200], [])).not.toThrow()
  expect(() => judgeDecoded(195, [200], [])).toThrow(expect.objectContaining({ code: 'truncated_audio' }))
  expect(() => judgeDecoded(205, [200], [])).toThrow(expect.objectContaining({ code: 'corrupt_audio' }))
})

test('a decoder that complains makes the file corrupt, unless it is a cut-off end that it complains of', () => {
  expect(() => judgeDecoded(200, [200], ['a'])).toThrow(expect.objectContaining({ code: 'corrupt_audio' }))
  expect(() => judgeDecoded(100, [200], ['a'])).toThrow(expect.objectContaining({ code: 'truncated_audio' }))
  expect(() => judgeDecoded(100, [200], ['a', 'b', 'c', 'd', 'e'])).toThrow(expect.objectContaining({ code: 'corrupt_audio' }))
})
