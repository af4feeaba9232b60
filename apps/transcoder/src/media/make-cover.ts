import { createHash } from 'node:crypto'
import { mkdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Engine } from './engine.ts'
import { coverArguments, scratch } from './ffmpeg-arguments.ts'
import { readImageHeader } from './read-image-header.ts'
import { runProcess } from './run-process.ts'

export interface Cover {
  /** Of the picture as it was embedded; names the files. */
  sha256: string
  files: { path: string; width: number; content_type: string }[]
}

export const cover_sizes_px = [300, 640] as const
const max_side_px = 10_000
const max_image_bytes = 10 * 1024 * 1024
const timeout_ms = 20_000
const limits = { memory_bytes: 1536 * 1024 * 1024, cpu_s: 20, output_bytes: 2 * 1024 * 1024 }

/**
 * Makes the square JPEGs of the picture that lies in a work directory, at `images/{sha256}-{size}.jpg` below it.
 * Null when it isn't a PNG, JPEG or WebP of at most 10 MiB and 10,000 × 10,000 pixels that decodes: no picture is worth refusing a song for.
 */
export async function makeCover(engine: Engine, work_dir: string, signal: AbortSignal): Promise<Cover | null> {
  const picture = await readFile(join(work_dir, scratch.image))
  const header = picture.length <= max_image_bytes ? readImageHeader(picture) : undefined
  if (!header || !(header.width >= 1 && header.height >= 1) || header.width > max_side_px || header.height > max_side_px) return null
  const command = engine.command(coverArguments(header, cover_sizes_px), work_dir, limits)
  const run = await runProcess(command, { cwd: work_dir, timeout_ms: timeout_ms * engine.time_scale, signal })
  if (run.exit !== 'finished') return null
  const sha256 = createHash('sha256').update(picture).digest('hex')
  await mkdir(join(work_dir, 'images'), { recursive: true })
  const files: Cover['files'] = []
  for (const width of cover_sizes_px) {
    const path = `images/${sha256}-${width}.jpg`
    const made = await rename(join(work_dir, scratch.cover(width)), join(work_dir, path)).then(() => true, () => false)
    if (!made) return null
    files.push({ path, width, content_type: 'image/jpeg' })
  }
  return { sha256, files }
}
