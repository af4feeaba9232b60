import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'

interface FfmpegCore {
  readonly FS: { writeFile(path: string, bytes: Uint8Array): void }
  setLogger(logger: (line: { readonly message: string }) => void): void
  exec(...args: string[]): number
}

/** `node wasm-ffmpeg.ts <ffmpeg arguments>`: FFmpeg in WebAssembly and nothing around it; the input is read into its memory, where the output stays. */
const args = process.argv.slice(2)
const input = args[args.indexOf('-i') + 1] ?? ''
const wasm = import.meta.resolve('@ffmpeg/core/wasm')
// The core was written for a browser's worker and looks for these two.
Object.assign(globalThis, { self: globalThis, location: { href: wasm } })
const { default: createCore }: { default: (options: object) => Promise<FfmpegCore> } = await import(import.meta.resolve('@ffmpeg/core'))
const core = await createCore({
  wasmBinary: readFileSync(fileURLToPath(wasm)),
  mainScriptUrlOrBlob: `core#${Buffer.from(JSON.stringify({ wasmURL: wasm })).toString('base64')}`,
})
core.setLogger(({ message }) => void process.stderr.write(`${message}\n`))
core.FS.writeFile(basename(input), readFileSync(input))
process.exitCode = core.exec(...args.map((arg) => (arg === input ? basename(input) : arg)))
