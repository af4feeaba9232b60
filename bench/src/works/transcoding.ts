import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chooseEngine } from '@segue/transcoder'
import { newArtist, publishSong, songWav } from '@segue/tools/visitors'
import type { Figure } from '../figure.ts'
import { alternate } from '../measure/alternate.ts'
import { cpuSeconds, endedChildrenCpuSeconds } from '../measure/cpu.ts'
import { startPlatform, type Platform } from '../run/start-platform.ts'
import { temporaryFolder } from '../run/temporary-folder.ts'
import type { Work } from '../work.ts'

const song_s = 210
const rounds = 2

type Spent = { readonly wall_s: number; readonly cpu_s: number }

/** From `upload complete` to `ready`, against one ffmpeg that makes the same three renditions and nothing else. */
export const transcoding: Work = { title: `transcoding a song of ${song_s} s`, measure }

async function measure(): Promise<readonly Figure[]> {
  await using folder = await temporaryFolder()
  const wav = songWav(song_s)
  const file = join(folder.path, 'song.wav')
  await writeFile(file, wav)
  const { name: engine } = await chooseEngine('auto')
  const limit = () => (engine === 'native' ? rawFfmpeg('ffmpeg', [], file, folder.path) : rawFfmpeg(process.execPath, [wasmFile], file, folder.path))

  const sides = await onPlatform(engine, (platform) => alternate({ ours: () => publish(platform, wav), limit }, { rounds, warmUps: 0 }))
  const figures: Figure[] = [
    { what: `transcoding, ${engine} engine, against raw ffmpeg`, unit: 's', ours: sides.ours.wall_s, limit: sides.limit.wall_s, goal: { most: 1.25 } },
    { what: '  … CPU of the whole platform', unit: 'CPU s', ours: sides.ours.cpu_s, limit: sides.limit.cpu_s, goal: { most: 1.25 } },
  ]
  if (engine === 'wasm') return figures
  const wasm = await onPlatform('wasm', (platform) => publish(platform, wav))
  return [...figures, { what: 'transcoding, WebAssembly engine, against raw native ffmpeg', unit: 's', ours: wasm.wall_s, limit: sides.limit.wall_s, goal: null }]
}

const wasmFile = fileURLToPath(new URL('../limits/wasm-ffmpeg.ts', import.meta.url))

async function onPlatform<Result>(engine: 'native' | 'wasm', work: (platform: Platform) => Promise<Result>): Promise<Result> {
  await using folder = await temporaryFolder()
  await using platform = await startPlatform(folder.path, { TRANSCODER_ENGINE: engine })
  // A short song first: nothing is to be loaded or compiled for the first time under the clock.
  await publish(platform, songWav(5))
  return await work(platform)
}

async function publish({ publicUrl, pid }: Platform, wav: Buffer<ArrayBuffer>): Promise<Spent> {
  let began = Number.NaN
  let cpu_before = Number.NaN
  const artist = await newArtist(publicUrl, (input, init) => {
    if (typeof input === 'string' && input.endsWith('/upload/complete')) {
      began = performance.now()
      cpu_before = cpuSeconds([pid])
    }
    return fetch(input, init)
  })
  await publishSong(artist, 'Yardstick', wav)
  return { wall_s: (performance.now() - began) / 1000, cpu_s: cpuSeconds([pid]) - cpu_before }
}

const renditions_kbps = [64, 128, 320] as const

/** The same renditions as HLS in fragmented MP4, by ffmpeg alone. */
async function rawFfmpeg(command: string, before: readonly string[], file: string, cwd: string): Promise<Spent> {
  const outputs = renditions_kbps.flatMap((kbps) => [
    '-map', '0:a', '-c:a', 'aac', '-aac_coder', 'fast', '-b:a', `${kbps}k`,
    '-f', 'hls', '-hls_time', '6', '-hls_playlist_type', 'vod', '-hls_segment_type', 'fmp4',
    '-hls_fmp4_init_filename', `${kbps}k.mp4`, '-hls_segment_filename', `${kbps}k_%03d.m4s`, `${kbps}k.m3u8`,
  ])
  const began = performance.now()
  const cpu_before = endedChildrenCpuSeconds()
  const child = spawn(command, [...before, '-nostdin', '-loglevel', 'error', '-y', '-threads', '1', '-i', file, ...outputs], { cwd, stdio: ['ignore', 'ignore', 'inherit'] })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`${command} ended with ${String(code)}`)
  return { wall_s: (performance.now() - began) / 1000, cpu_s: endedChildrenCpuSeconds() - cpu_before }
}
