import type { Engine } from './engine.ts'
import { nativeEngine } from './native-engine.ts'
import { wasmEngine } from './wasm-engine.ts'

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
