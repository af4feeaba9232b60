import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '@segue/tools/platform'

const repository = fileURLToPath(new URL('../..', import.meta.url))

export interface Start extends AsyncDisposable {
  readonly child: ChildProcess
  readonly url: string
  readonly ports: { readonly SEGUE_PORT: string; readonly SEGUE_MEDIA_PORT: string; readonly SEGUE_INTERNAL_PORT: string }
  /** What it wrote so far, both streams. */
  said(): string
  /** When the last line came, on the clock of `performance.now()`. */
  lastSaid_ms(): number
  /** Resolves at the ready line; rejects with all it said when it ends before. */
  readonly ready: Promise<void>
  /** Resolves with the exit code, or the name of the signal. */
  readonly ended: Promise<number | string>
  /** Processes that are left of it: those that carry its mark in their environment. Linux alone shows them. */
  left(): Promise<string[]>
}

export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'segue-start-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) }
}

/** `node tools/src/start.ts`, as `npm start` runs it, on ports and a folder of its own. */
export async function startChild(dataDir: string, settings: NodeJS.ProcessEnv = {}): Promise<Start> {
  const anyPort = async () => String(await freePort())
  const ports = { SEGUE_PORT: await anyPort(), SEGUE_MEDIA_PORT: await anyPort(), SEGUE_INTERNAL_PORT: await anyPort() }
  const mark = randomUUID()
  const child = spawn(process.execPath, ['tools/src/start.ts'], {
    cwd: repository,
    env: { ...process.env, ...ports, SEGUE_DATA_DIR: dataDir, SEGUE_DEMO: 'off', SEGUE_TEST_MARK: mark, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  let lastSaid_ms = performance.now()
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>()
  ready.catch(() => {})
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text += String(chunk)
      lastSaid_ms = performance.now()
      if (/^Segue is ready at /m.test(text)) resolve()
    })
  }
  const ended = once(child, 'exit').then(([code, signal]: (number | string | null)[]) => {
    reject(new Error(`it ended before it was ready: ${text}`))
    return code ?? signal ?? 'nothing'
  })
  return {
    child,
    url: `http://localhost:${ports.SEGUE_PORT}`,
    ports,
    said: () => text,
    lastSaid_ms: () => lastSaid_ms,
    ready,
    ended,
    left: () => processesMarked(`SEGUE_TEST_MARK=${mark}`),
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), 15_000)
      await ended
      clearTimeout(late)
    },
  }
}

async function processesMarked(mark: string): Promise<string[]> {
  if (process.platform !== 'linux') return []
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
  const carriesIt = (pid: string) => readFile(`/proc/${pid}/environ`, 'utf8').then((environ) => environ.includes(mark), () => false)
  const marked = await Promise.all(pids.map(carriesIt))
  return pids.filter((_, at) => marked[at])
}
