import { chooseEngine } from '../../src/media/choose-engine.ts'
import type { Engine } from '../../src/media/engine.ts'
import { nativeEngine } from '../../src/media/native-engine.ts'

/** Both engines for a table of tests; the native one is left undefined, hence skipped visibly, where ffmpeg is not installed. */
export const engines: { name: Engine['name']; engine: Engine | undefined }[] = [
  { name: 'native', engine: await nativeEngine() },
  { name: 'wasm', engine: await chooseEngine('wasm') }
]
