import { childEntries } from './child-entries.ts'
import { confinedNode } from './confined-node.ts'
import type { Engine } from './engine.ts'

/**
 * FFmpeg in WebAssembly (`@ffmpeg/core`), in a Node process of its own: no sockets, and of the disk only the work directory.
 * The child keeps to `output_bytes` itself; time is kept by who starts it.
 */
export const wasmEngine: Engine = {
  name: 'wasm',
  time_scale: 3,
  command: (args, work_dir, { output_bytes }) =>
    confinedNode(childEntries.wasm, [String(output_bytes), ...args], { read: [], write: [work_dir], heap_mb: 256 })
}
