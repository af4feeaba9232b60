import { nativeEngine } from './native-engine.ts'
import type { Command } from './run-process.ts'
import { wasmEngine } from './wasm-engine.ts'

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

/**
 * The engine a setting asks for: `auto` takes ffmpeg where it is installed and can do the work, else WebAssembly.
 * Throws when `native` is asked for and there is none.
 */
export async function chooseEngine(setting: 'auto' | 'native' | 'wasm'): Promise<Engine> {
  if (setting === 'wasm') return wasmEngine
  const native = await nativeEngine()
  if (native) return native
  if (setting === 'native') throw new Error('media engine "native" needs ffmpeg with an AAC encoder on the PATH: install it or choose "wasm"')
  return wasmEngine
}
