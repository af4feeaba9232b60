import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { engines } from '../../test/hostile/engines.ts'
import { makeHonestSamples, makePng, makeWav, sample_seconds } from '../../test/hostile/honest-samples.ts'
import type { Engine } from './engine.ts'
import { renditions } from './ffmpeg-arguments.ts'
import { processAudio, type ProcessedAudio } from './process-audio.ts'
import { readImageHeader } from './read-image-header.ts'
import { rejections } from './rejection.ts'
import { runProcess } from './run-process.ts'
import { wasmEngine } from './wasm-engine.ts'
import type { OnProgress } from './watch-progress.ts'

let root = ''
let minute = ''
let samples: Record<string, string> = {}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'segue-media-'))
  samples = await makeHonestSamples(join(root, 'honest'))
  minute = join(root, 'minute.wav')
  await writeFile(minute, makeWav({ seconds: 60 }))
}, 240_000)
afterAll(() => rm(root, { recursive: true }))

async function run(engine: Engine, input: string, onProgress: OnProgress = () => undefined, signal = new AbortController().signal) {
  const work_dir = await mkdtemp(join(root, 'work-'))
  const result = await processAudio({ input, declared: { name: 'x', content_type: 'audio/x', size: 0 }, work_dir, engine, signal, onProgress })
  return { work_dir, result }
}

async function accepted(engine: Engine, input: string): Promise<ProcessedAudio & { work_dir: string }> {
  const { result, work_dir } = await run(engine, input)
  if (!result.ok) throw new Error(`${input} refused: ${result.code} (${result.detail})`)
  return { ...result.output, work_dir }
}

async function decode(engine: Engine, cwd: string, file: string): Promise<Buffer> {
  const chunks: Buffer[] = []
  const command = engine.command(['-v', 'error', '-i', file, '-f', 's16le', 'pipe:1'], cwd, { memory_bytes: 2 ** 30, cpu_s: 30, output_bytes: 0 })
  const run = await runProcess(command, { cwd, timeout_ms: 60_000, signal: new AbortController().signal, onOutput: chunk => chunks.push(chunk) })
  expect(run).toMatchObject({ exit: 'finished', log: expect.not.stringContaining('rror') })
  return Buffer.concat(chunks)
}

async function twoAtATime<T>(items: T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values()
  await Promise.all([1, 2].map(async () => { for (const item of queue) await work(item) }))
}

const attribute = (line: string, name: string) => Number(new RegExp(`(?:^|[:,])${name}=(\\d+)`).exec(line)?.[1])
const durations = (playlist: string) => [...playlist.matchAll(/#EXTINF:([\d.]+),/g)].map(match => Number(match[1]))

describe.each(engines)('with the $name engine', ({ engine: installed }) => {
  const engine = installed ?? wasmEngine

  test.skipIf(!installed)('every honest file, of every format, rate and layout, is accepted with its true length', { timeout: 240_000 }, async () => {
    const wrong: string[] = []
    await twoAtATime(Object.entries(samples), async ([name, path]) => {
      const { duration_ms, loudness_lufs, true_peak_dbtp } = await accepted(engine, path)
      // Bare frames carry no word of the padding around the song.
      const padding_ms = name === 'bare.mp3' || name === 'adts.aac' ? 50 : 0
      const extra_ms = duration_ms - sample_seconds * 1000
      const true_length = extra_ms >= 0 && extra_ms <= padding_ms
      const plausible = loudness_lufs > -17 && loudness_lufs < -9 && true_peak_dbtp < 0
      if (!true_length || !plausible) wrong.push(`${name}: ${duration_ms} ms, ${loudness_lufs} LUFS, ${true_peak_dbtp} dBTP`)
    })
    expect(wrong).toEqual([])
  })

  test.skipIf(!installed)('the playlists say what RFC 8216bis asks, measured on the segments themselves', { timeout: 240_000 }, async () => {
    const long = join(root, 'long.wav')
    await writeFile(long, makeWav({ seconds: 22 }))
    const { directory, playlists, files } = await accepted(engine, long)
    expect(Object.keys(playlists).sort()).toEqual(['128k/audio_128k.m3u8', '128k/audio_64k.m3u8', '128k/master.m3u8', 'audio_320k.m3u8', 'master.m3u8'])
    for (const [path, text] of Object.entries(playlists)) {
      expect(await readFile(join(directory, path), 'utf8')).toBe(text)
      expect(text).toMatch(/^#EXTM3U\n#EXT-X-VERSION:7\n/)
      expect(text).toContain('#EXT-X-INDEPENDENT-SEGMENTS\n')
    }
    const masters = [['master.m3u8', ['128k/audio_128k.m3u8', '128k/audio_64k.m3u8', 'audio_320k.m3u8']], ['128k/master.m3u8', ['audio_128k.m3u8', 'audio_64k.m3u8']]] as const
    for (const [path, variants] of masters) {
      const lines = playlists[path]?.split('\n') ?? []
      expect(lines.filter(line => line && !line.startsWith('#'))).toEqual(variants)
      for (const variant of variants) {
        const media = playlists[path.startsWith('128k/') ? `128k/${variant}` : variant] ?? ''
        const folder = join(directory, path.startsWith('128k/') ? '128k' : '', variant, '..')
        const bytes = await Promise.all([...media.matchAll(/^segments.*$/gm)].map(async match => (await stat(join(folder, match[0]))).size))
        const info = lines[lines.indexOf(variant) - 1] ?? ''
        const seconds = durations(media)
        const average = bytes.reduce((sum, size) => sum + size, 0) * 8 / seconds.reduce((sum, length) => sum + length, 0)
        const steady = seconds.map((length, i) => length > 3 ? (bytes[i] ?? 0) * 8 / length : 0)
        expect(info).toContain('CODECS="mp4a.40.2"')
        expect(attribute(info, 'AVERAGE-BANDWIDTH')).toBeCloseTo(average, -2)
        expect(attribute(info, 'BANDWIDTH')).toBeGreaterThanOrEqual(Math.floor(Math.max(...steady)))
        expect(attribute(info, 'BANDWIDTH')).toBeGreaterThanOrEqual(attribute(info, 'AVERAGE-BANDWIDTH'))
      }
    }
    const media = ['128k/audio_64k.m3u8', '128k/audio_128k.m3u8', 'audio_320k.m3u8'].map(path => playlists[path] ?? '')
    for (const text of media) {
      const target_s = Number(/^#EXT-X-TARGETDURATION:(\d+)$/m.exec(text)?.[1])
      expect(target_s).toBe(6)
      expect(durations(text)).toEqual(durations(media[0] ?? ''))
      expect(Math.max(...durations(text))).toBeLessThanOrEqual(target_s + 0.5)
      expect(durations(text).reduce((sum, length) => sum + length, 0)).toBeCloseTo(22, 4)
      expect(text).toContain('#EXT-X-PLAYLIST-TYPE:VOD\n')
      expect(text).toMatch(/#EXT-X-MAP:URI="segments\/\d+k\/init.mp4"\n/)
      expect(text.endsWith('#EXT-X-ENDLIST\n')).toBe(true)
    }
    const types = Object.fromEntries(files.map(({ path, content_type }) => [path.slice(path.lastIndexOf('.')), content_type]))
    expect(types).toEqual({ '.m3u8': 'application/vnd.apple.mpegurl', '.m4s': 'video/iso.segment', '.mp4': 'audio/mp4', '.json': 'application/json' })
    const on_disk = (await readdir(directory, { recursive: true, withFileTypes: true })).filter(entry => entry.isFile())
    expect(on_disk).toHaveLength(files.length)
  })

  test.skipIf(!installed)('the sound survives: a decoder finds every sample of the song where it was, in every rendition', { timeout: 240_000 }, async () => {
    const { directory } = await accepted(engine, samples['tune.wav'] ?? '')
    const original = (await readFile(samples['tune.wav'] ?? '')).subarray(44)
    for (const [folder, name] of [['128k', '64k'], ['128k', '128k'], ['', '320k']] as const) {
      const segments = join(directory, folder, 'segments', name)
      const names = ['init.mp4', ...(await readdir(segments)).filter(file => file.endsWith('.m4s')).sort()]
      const whole = join(directory, `${name}.mp4`)
      await writeFile(whole, Buffer.concat(await Promise.all(names.map(file => readFile(join(segments, file))))))
      const decoded = await decode(engine, directory, `${name}.mp4`)
      const priming_bytes = 1_024 * 4
      expect(decoded.length).toBeGreaterThanOrEqual(original.length + priming_bytes)
      let signal = 0
      let difference = 0
      for (let at = 0; at < original.length; at += 2) {
        const sample = original.readInt16LE(at)
        signal += sample ** 2
        difference += (sample - decoded.readInt16LE(at + priming_bytes)) ** 2
      }
      const over_error_db = 10 * Math.log10(signal / difference)
      expect(over_error_db).toBeGreaterThan(15)
    }
  })

  test.skipIf(!installed)('a mono song is as loud as it was, on both sides', { timeout: 240_000 }, async () => {
    const mono = join(root, 'mono.wav')
    await writeFile(mono, makeWav({ seconds: 2, channels: 1, sampleAt: frame => 0.5 * Math.sin(frame / 10) }))
    expect((await accepted(engine, mono)).true_peak_dbtp).toBeCloseTo(-6, 0)
  })

  test.skipIf(!installed)('tags are offered, and the cover comes out as square pictures of our own making', { timeout: 240_000 }, async () => {
    expect((await accepted(engine, samples['aac.m4a'] ?? '')).tags).toEqual({ title: 'Tíde', artist: 'Ana', album: 'Sea', genre: 'Folk' })
    const sha256 = createHash('sha256').update(makePng(700, 500)).digest('hex')
    for (const name of ['cover.mp3', 'cover.flac', 'cover.m4a']) {
      const { cover, work_dir } = await accepted(engine, samples[name] ?? '')
      expect(cover?.files.map(file => file.path)).toEqual([`images/${sha256}-300.jpg`, `images/${sha256}-640.jpg`])
      for (const { path, width } of cover?.files ?? []) {
        expect(readImageHeader(await readFile(join(work_dir, path)))).toMatchObject({ decoder: 'mjpeg', width, height: width })
      }
    }
  })

  test.skipIf(!installed)('a broken or oversized cover never fails the song', { timeout: 240_000 }, async () => {
    const original = await readFile(samples['cover.mp3'] ?? '')
    const broken = Buffer.from(original)
    broken.fill(0xee, original.indexOf('IDAT') + 4, original.indexOf('IEND') - 4)
    const huge = Buffer.from(original)
    huge.writeUInt32BE(60_000, huge.indexOf('IHDR') + 4)
    for (const bytes of [broken, huge]) {
      const path = join(root, 'cover.mp3')
      await writeFile(path, bytes)
      expect((await accepted(engine, path)).cover).toBeNull()
    }
  })

  test.skipIf(!installed)('progress only moves forward, and ends at 100 for each rendition', { timeout: 240_000 }, async () => {
    const seen: Record<string, number[]> = { '64k': [], '128k': [], '320k': [] }
    await run(engine, minute, ({ rendition, percent }) => seen[rendition]?.push(percent))
    for (const { name } of renditions) {
      expect(seen[name]).toEqual([...new Set(seen[name])].sort((a, b) => a - b))
      expect(seen[name]?.at(-1)).toBe(100)
      expect(seen[name]?.length).toBeGreaterThan(1)
    }
  })

  test.skipIf(!installed)('aborting ends the work at once and leaves no process behind', { timeout: 240_000 }, async () => {
    const controller = new AbortController()
    const stop: OnProgress = () => controller.abort(new Error('stopped'))
    await expect(run(engine, minute, stop, controller.signal)).rejects.toThrow('stopped')
  })
})

test('every code is unique and has a sentence of its own', () => {
  expect(new Set(rejections.map(({ code }) => code)).size).toBe(rejections.length)
  expect(new Set(rejections.map(({ message }) => message)).size).toBe(rejections.length)
})
