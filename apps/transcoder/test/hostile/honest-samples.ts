import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { runProcess } from '../../src/media/run-process.ts'
import { wasmEngine } from '../../src/media/wasm-engine.ts'
import { crc32 } from 'node:zlib'

/** A WAV file of 16-bit samples; `sampleAt(frame, channel)` gives −1 to 1. */
export function makeWav(options: { seconds: number; rate_hz?: number; channels?: number; sampleAt?: (frame: number, channel: number) => number }): Buffer {
  const { seconds, rate_hz = 44_100, channels = 2, sampleAt = tune(rate_hz) } = options
  const frames = Math.round(seconds * rate_hz)
  const data = Buffer.alloc(frames * channels * 2)
  for (let frame = 0; frame < frames; frame++) {
    for (let channel = 0; channel < channels; channel++) {
      data.writeInt16LE(Math.round(sampleAt(frame, channel) * 32767), (frame * channels + channel) * 2)
    }
  }
  return wavOf(data, { rate_hz, channels, bits: 16, format_tag: 1 })
}

/** Puts a WAV header before samples, however little sense they make together. */
export function wavOf(data: Buffer, { rate_hz, channels, bits, format_tag }: { rate_hz: number; channels: number; bits: number; format_tag: number }): Buffer {
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + data.length, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(format_tag, 20)
  header.writeUInt16LE(channels, 22)
  header.writeUInt32LE(rate_hz, 24)
  header.writeUInt32LE(Math.min(0xffffffff, rate_hz * channels * bits / 8), 28)
  header.writeUInt16LE(Math.min(0xffff, channels * bits / 8), 32)
  header.writeUInt16LE(bits, 34)
  header.write('data', 36)
  header.writeUInt32LE(data.length, 40)
  return Buffer.concat([header, data])
}

/** A melody with a beat, so that no stretch of it is like another. */
const tune = (rate_hz: number) => (frame: number, channel: number) => {
  const t = frame / rate_hz
  const pitch_hz = 220 * 2 ** (Math.floor(t * 4) % 12 / 12) * (channel + 1)
  return 0.4 * Math.sin(2 * Math.PI * pitch_hz * t) * (0.6 + 0.4 * Math.cos(2 * Math.PI * 2 * t))
}

/** A PNG of one colour. */
export function makePng(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const frame = Buffer.alloc(8)
    frame.writeUInt32BE(data.length, 0)
    frame.writeUInt32BE(crc32(body), 4)
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, 0x7f)])
  const rows = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)))
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))])
}

export const sample_seconds = 3

/** Encoders' own arguments, by the name of the file that they make. */
const encodings: Record<string, string[]> = {
  'cbr.mp3': ['-c:a', 'libmp3lame', '-b:a', '128k'],
  'vbr.mp3': ['-c:a', 'libmp3lame', '-q:a', '4'],
  'bare.mp3': ['-c:a', 'libmp3lame', '-b:a', '128k', '-write_xing', '0', '-id3v2_version', '0'],
  'aac.m4a': ['-c:a', 'aac', '-b:a', '128k', '-metadata', 'title=Tíde', '-metadata', 'artist=Ana', '-metadata', 'album=Sea', '-metadata', 'genre=Folk'],
  'faststart.m4a': ['-c:a', 'aac', '-b:a', '96k', '-movflags', '+faststart'],
  'alac.m4a': ['-c:a', 'alac'],
  'adts.aac': ['-c:a', 'aac', '-b:a', '96k', '-f', 'adts'],
  'vorbis.ogg': ['-c:a', 'libvorbis', '-q:a', '4'],
  'opus.opus': ['-c:a', 'opus', '-strict', '-2', '-ar', '48000', '-b:a', '96k'],
  'plain.flac': ['-c:a', 'flac'],
  '24bit.flac': ['-c:a', 'flac', '-sample_fmt', 's32', '-bits_per_raw_sample', '24'],
  '24bit.wav': ['-c:a', 'pcm_s24le'],
  'float.wav': ['-c:a', 'pcm_f32le'],
  'plain.aiff': ['-c:a', 'pcm_s16be'],
  '8k-mono.wav': ['-c:a', 'pcm_s16le', '-ar', '8000', '-ac', '1'],
  '96k.flac': ['-c:a', 'flac', '-ar', '96000'],
  '192k.wav': ['-c:a', 'pcm_s24le', '-ar', '192000'],
  'surround.flac': ['-c:a', 'flac', '-ac', '6'],
  'mono.m4a': ['-c:a', 'aac', '-ac', '1']
}

const encodings_with_cover: Record<string, string[]> = {
  'cover.mp3': ['-c:a', 'libmp3lame', '-b:a', '128k', '-id3v2_version', '3', '-metadata', 'title=Tide', '-metadata', 'artist=Ana'],
  'cover.flac': ['-c:a', 'flac'],
  'cover.m4a': ['-c:a', 'aac']
}

const outputs_a_run = 6

/** Honest files in every format Segue accepts, all of the same three-second tune, made by code in `directory`. */
export async function makeHonestSamples(directory: string): Promise<Record<string, string>> {
  await mkdir(directory, { recursive: true })
  await writeFile(join(directory, 'tune.wav'), makeWav({ seconds: sample_seconds }))
  await writeFile(join(directory, 'cover.png'), makePng(700, 500))
  const bare = Object.entries(encodings).map(([name, args]) => ['-map', '0:a', ...args, name])
  const covered = Object.entries(encodings_with_cover).map(([name, args]) =>
    ['-map', '0:a', '-map', '1:v', ...args, '-c:v', 'copy', '-disposition:v', 'attached_pic', name])
  const outputs = [...bare, ...covered]
  for (let i = 0; i < outputs.length; i += outputs_a_run) {
    const args = ['-hide_banner', '-nostdin', '-loglevel', 'error', '-y', '-i', 'tune.wav', '-i', 'cover.png', ...outputs.slice(i, i + outputs_a_run).flat()]
    const command = wasmEngine.command(args, directory, { memory_bytes: 0, cpu_s: 0, output_bytes: 1 << 30 })
    const run = await runProcess(command, { cwd: directory, timeout_ms: 60_000, signal: new AbortController().signal })
    if (run.exit !== 'finished') throw new Error(`samples could not be made: ${run.log}`)
  }
  const names = ['tune.wav', ...Object.keys(encodings), ...Object.keys(encodings_with_cover)]
  return Object.fromEntries(names.map(name => [name, join(directory, name)]))
}

/** Reads all samples at once, to be spoilt. */
export async function readSamples(paths: Record<string, string>): Promise<Record<string, Buffer>> {
  return Object.fromEntries(await Promise.all(Object.entries(paths).map(async ([name, path]) => [name, await readFile(path)] as const)))
}
