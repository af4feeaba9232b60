import type { Engine } from './engine.ts'
import { encodeArguments, listenArguments, output_rate_hz } from './ffmpeg-arguments.ts'
import { judgeDecoded, toleranceOf } from './judge-facts.ts'
import { readEngineLog, type EngineLog } from './read-engine-log.ts'
import type { AudioFacts } from './read-facts.ts'
import { Refusal } from './rejection.ts'
import { runProcess } from './run-process.ts'
import { createSoundMeter, silence_peak, type SoundMeter } from './sound-meter.ts'

export interface EncodedAudio {
  meter: SoundMeter
  loudness_lufs: number
  true_peak_dbtp: number
}

interface Work {
  engine: Engine
  facts: AudioFacts
  work_dir: string
  signal: AbortSignal
}

const long_silence_s = 15
const memory_bytes = 1024 * 1024 * 1024

/** Runs one decode with everything bounded by what the file declares. Throws {@link Refusal}. */
async function decode(work: Work, makeArguments: typeof encodeArguments, onOutput: (chunk: Buffer) => void): Promise<EngineLog> {
  const { engine, facts, work_dir, signal } = work
  const declared_s = Math.max(...facts.declared_s)
  const timeout_ms = Math.max(60, 0.5 * declared_s) * 1000 * engine.time_scale
  const output_bytes = Math.ceil((declared_s + 60) * 400_000 / 8)
  const limit_s = declared_s + 2 * toleranceOf(declared_s)
  const command = engine.command(makeArguments(facts, limit_s), work_dir, { memory_bytes, cpu_s: timeout_ms / 1000 + 5, output_bytes })
  const run = await runProcess(command, { cwd: work_dir, timeout_ms, signal, onOutput })
  if (run.exit === 'timed_out') throw new Refusal('processing_timeout', `not done after ${timeout_ms} ms`)
  const log = readEngineLog(run.log)
  if (run.exit !== 'finished') {
    if (log.complaints.length > 0) throw new Refusal('corrupt_audio', log.complaints.slice(0, 3).join(' | '))
    throw new Refusal('processing_failed', `engine ${run.exit}: ${run.log.slice(-500)}`)
  }
  return log
}

/** Whether there is any sound at all: a decode and nothing else, which takes seconds for hours of silence, ended by the first sound. */
async function hearsSound(work: Work): Promise<boolean> {
  const meter = createSoundMeter()
  const heard = new AbortController()
  const signal = AbortSignal.any([work.signal, heard.signal])
  const listen = decode({ ...work, signal }, listenArguments, chunk => {
    meter.add(chunk)
    if (meter.peak > silence_peak) heard.abort()
  })
  return listen.then(() => meter.peak > silence_peak, (error: unknown) => {
    if (heard.signal.aborted && !work.signal.aborted) return true
    throw error
  })
}

/**
 * Decodes strictly and encodes in the same pass: the three renditions as ADTS files in `work_dir`, loudness and the meter as values.
 * A quarter of a minute's silence at the start makes it listen ahead first, so that hours of it are not encoded in vain. Throws {@link Refusal}.
 */
export async function encodeAudio(work: Work): Promise<EncodedAudio> {
  const first = await encode(work, true)
  if (first) return first
  if (!await hearsSound(work)) throw new Refusal('silent_audio', 'silence from end to end')
  const second = await encode(work, false)
  if (!second) throw new Refusal('processing_failed', 'the encoder stopped without a reason')
  return second
}

async function encode(work: Work, stop_at_silence: boolean): Promise<EncodedAudio | undefined> {
  const meter = createSoundMeter()
  const silent = new AbortController()
  const signal = AbortSignal.any([work.signal, silent.signal])
  const log = await decode({ ...work, signal }, encodeArguments, chunk => {
    meter.add(chunk)
    if (stop_at_silence && meter.peak <= silence_peak && meter.samples > long_silence_s * output_rate_hz) silent.abort()
  }).catch((error: unknown) => {
    if (silent.signal.aborted && !work.signal.aborted) return undefined
    throw error
  })
  if (!log) return undefined
  judgeDecoded(meter.samples / output_rate_hz, work.facts.declared_s, log.complaints)
  if (meter.peak <= silence_peak) throw new Refusal('silent_audio', `peak ${meter.peak}`)
  const { loudness_lufs, true_peak_dbtp } = log
  if (loudness_lufs === undefined || true_peak_dbtp === undefined) throw new Refusal('processing_failed', 'no loudness in the log')
  return { meter, loudness_lufs, true_peak_dbtp }
}
