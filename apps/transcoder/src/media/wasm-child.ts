import { readFileSync, writeSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { hostFileSystem, passStandardOutput, type EmscriptenFs } from './host-file-system.ts'

/** What of `@ffmpeg/core` is used; the package brings no types. */
interface FfmpegCore {
  FS: EmscriptenFs
  setLogger(logger: (line: { message: string }) => void): void
  exec(...args: string[]): number
}

/** `node wasm-child.ts <output_bytes> <ffmpeg arguments>`: ffmpeg on the files of the current directory, log to standard error. */
const [output_bytes = '0', ...args] = process.argv.slice(2)
const wasm = import.meta.resolve('@ffmpeg/core/wasm')
// The core was written for a browser's worker and looks for these two; they are never used, since the binary is handed over.
Object.assign(globalThis, { self: globalThis, location: { href: wasm } })
const { default: createCore }: { default: (options: object) => Promise<FfmpegCore> } = await import(import.meta.resolve('@ffmpeg/core'))
const core = await createCore({
  wasmBinary: readFileSync(fileURLToPath(wasm)),
  mainScriptUrlOrBlob: `core#${Buffer.from(JSON.stringify({ wasmURL: wasm })).toString('base64')}`
})
core.setLogger(({ message }) => void writeSync(2, `${message}\n`))
passStandardOutput(core.FS)
core.FS.mkdir('/work')
core.FS.mount(hostFileSystem(core.FS, process.cwd(), Number(output_bytes)), {}, '/work')
core.FS.chdir('/work')
process.exitCode = core.exec(...args)
