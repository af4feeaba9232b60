import type { Command } from './run-process.ts'

/** What one run may use. Output counts each file by itself. */
export interface RunLimits {
  memory_bytes: number
  cpu_s: number
  output_bytes: number
}

/** A way to run ffmpeg on files of one directory. Both take the same arguments and write the same log. */
export interface Engine {
  name: 'native' | 'wasm'
  /** By how much its time limits are stretched. */
  time_scale: number
  /** The confined process that runs ffmpeg with `args` in `work_dir`. */
  command(args: readonly string[], work_dir: string, limits: RunLimits): Command
}
