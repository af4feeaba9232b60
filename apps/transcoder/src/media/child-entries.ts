import { fileURLToPath } from 'node:url'

/**
 * Where the programs lie that the media engine starts in processes of their own. The one place that knows: beside this
 * module in the source tree, and beside the bundle once there is one (`probe-child.js` and `wasm-child.js` next to it).
 */
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'

export const childEntries = {
  probe: fileURLToPath(new URL(`./probe-child.${extension}`, import.meta.url)),
  wasm: fileURLToPath(new URL(`./wasm-child.${extension}`, import.meta.url))
}
