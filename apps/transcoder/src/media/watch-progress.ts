import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { output_rate_hz, renditions, scratch, type RenditionName } from './ffmpeg-arguments.ts'
import { createAdtsParser } from './parse-adts.ts'
import { framesOf } from './plan-segments.ts'

export type OnProgress = (progress: { rendition: RenditionName; percent: number }) => void

const interval_ms = 1_000

/** Counts the frames a rendition's encoder has written, reading only what is new. */
function frameCounter(path: string): () => Promise<number> {
  const parser = createAdtsParser()
  const buffer = Buffer.alloc(1 << 18)
  let position = 0
  let frames = 0
  return async () => {
    const file = await open(path, 'r').catch(() => undefined)
    if (!file) return frames
    await using _ = file
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, position)
      if (bytesRead === 0) return frames
      position += bytesRead
      frames += parser.push(Buffer.from(buffer.subarray(0, bytesRead))).length
    }
  }
}

/**
 * Reports each rendition's progress by its encoder's own clock, the frames it has put out, once a second while it moves; never backwards.
 * 100 is not its to say: `finish` is called when the rendition is packaged.
 */
export function watchProgress(work_dir: string, expected_s: number, onProgress: OnProgress): Disposable & { finish(): void } {
  const expected_frames = framesOf(expected_s * output_rate_hz)
  const counters = renditions.map(({ name }) => ({ name, count: frameCounter(join(work_dir, scratch.adts(name))), percent: -1 }))
  let busy = false
  let over = false
  async function look(): Promise<void> {
    if (busy) return
    busy = true
    for (const counter of counters) {
      const percent = Math.min(99, Math.floor(await counter.count() / expected_frames * 100))
      if (over || percent <= counter.percent) continue
      counter.percent = percent
      onProgress({ rendition: counter.name, percent })
    }
    busy = false
  }
  const timer = setInterval(() => void look(), interval_ms)
  const stop = () => { over = true; clearInterval(timer) }
  return {
    finish() {
      stop()
      for (const { name } of counters) onProgress({ rendition: name, percent: 100 })
    },
    [Symbol.dispose]: stop
  }
}
