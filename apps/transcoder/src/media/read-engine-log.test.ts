import { expect, test } from 'vitest'
import { readEngineLog } from './read-engine-log.ts'

const summary = (loudness: string, peak: string) =>
  `[Parsed_ebur128_3 @ 0x1] [info] Summary:\n\n  Integrated loudness:\n    I:         ${loudness} LUFS\n    Threshold: -23.1 LUFS\n\n  True peak:\n    Peak:       ${peak} dBFS\n`

test('of two loudness summaries the last is of the whole song', () => {
  expect(readEngineLog(summary('-70.0', '-inf') + summary('-13.1', '-0.4'))).toEqual({ complaints: [], loudness_lufs: -13.1, true_peak_dbtp: -0.4 })
})

test('errors and corrupt packets are complaints; a barred cover picture and harmless warnings are not', () => {
  const log = [
    '[mjpeg @ 0x1] [error] Codec (mjpeg) not on whitelist \'flac\'', '[mp3 @ 0x1] [warning] Estimating duration from bitrate, this may be inaccurate',
    '[flac @ 0x1] [error] invalid residual', '[warning] input: corrupt input packet in stream 0', '[info]     title           : an error of mine'
  ]
  expect(readEngineLog(log.join('\n')).complaints).toEqual([log[2], log[3]])
})
