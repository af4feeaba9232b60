import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '../src/free-port.ts'

const repository = fileURLToPath(new URL('../../..', import.meta.url))

export interface StackRun {
  readonly child: ChildProcess
  readonly url: string
  /** What it wrote so far, both streams. */
  said(): string
  /** Resolves at the ready line with the seconds that it took; rejects with all it said when it ends before. */
  readonly ready_s: Promise<number>
  /** Resolves with the exit code, or the name of the signal. */
  readonly ended: Promise<number | string>
}

/** `npm run stack` on ports of its own. */
export async function runStack(dataDir: string, settings: NodeJS.ProcessEnv = {}): Promise<StackRun> {
  const [port, mediaPort] = [await freePort(), await freePort()]
  const any = { SEGUE_INTERNAL_PORT: '0', SEGUE_TLS_PORT: '0', SEGUE_MEDIA_TLS_PORT: '0', SEGUE_STACK_PORT: '0' }
  const own = { SEGUE_PORT: String(port), SEGUE_MEDIA_PORT: String(mediaPort), SEGUE_DATA_DIR: dataDir, SEGUE_DEMO: 'off' }
  const began = performance.now()
  const env = { ...process.env, ...any, ...own, ...settings }
  const child = spawn(process.execPath, ['tools/src/stack.ts'], { cwd: repository, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  const { promise: ready_s, resolve, reject } = Promise.withResolvers<number>()
  ready_s.catch(() => {})
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text += String(chunk)
      if (/^Segue is ready at /m.test(text)) resolve((performance.now() - began) / 1000)
    })
  }
  const ended = once(child, 'exit').then(([code, signal]: (number | string | null)[]) => {
    reject(new Error(`it ended before it was ready: ${text}`))
    return code ?? signal ?? 'nothing'
  })
  return { child, url: `http://localhost:${port}`, said: () => text, ready_s, ended }
}

/** The command lines of processes that name the folder, in their arguments or in their environment. */
export async function processesOf(folder: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
  const found = await Promise.all(
    pids.map(async (pid) => {
      const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')
      const [command, environment] = await Promise.all([read('cmdline'), read('environ')])
      return `${command}${environment}`.includes(folder) ? [`${pid} ${command.replaceAll('\0', ' ').slice(0, 200)}`] : []
    }),
  )
  return found.flat()
}
