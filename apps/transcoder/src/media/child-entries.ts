import { findPackageJSON } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Where the programs lie that the media engine starts in processes of their own. The one place that knows: beside this
 * module in the source tree, and beside the bundle (`probe-child.js` and `wasm-child.js` next to `main.js`).
 */
const isBundle = !import.meta.url.endsWith('.ts')
const extension = isBundle ? 'js' : 'ts'

export const childEntries = {
  probe: fileURLToPath(new URL(`./probe-child.${extension}`, import.meta.url)),
  wasm: fileURLToPath(new URL(`./wasm-child.${extension}`, import.meta.url))
}

const packages = isBundle ? [] : ['mediabunny', '@ffmpeg/core']

/** What they may read without being told: their own folder, which is all of a bundle, and the two packages that they import. */
export const codeFolders = [
  dirname(fileURLToPath(import.meta.url)),
  ...packages.map(name => findPackageJSON(name, import.meta.url)).filter(path => path !== undefined).map(path => dirname(path))
]
