import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, openSync, closeSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { forgetProcess, rememberProcess, signalGroup } from './left-behind.ts'

/** A real server that this process started: one that can be killed, hung and brought back at the same address with the same data. */
export interface Part extends AsyncDisposable {
  readonly name: string
  /** What a client is given. */
  readonly url: string
  readonly pid: number
  /** As by SIGKILL; resolves once it is gone. */
  kill(): Promise<void>
  /** Starts what ended; resolves once it answers. */
  restart(): Promise<void>
  /** Hangs it: connections stay, nothing is answered. */
  freeze(): void
  thaw(): void
}

export interface PartOptions {
  readonly name: string
  readonly url: string
  readonly command: string
  readonly args: readonly string[]
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Where it writes what it has to say. */
  readonly logFile: string
  /** True once it answers as its clients need it; what it throws counts as not yet. */
  readonly isReady: () => Promise<boolean>
  readonly readyWithin_ms?: number
  /** How it is asked to end; default SIGTERM. */
  readonly stopSignal?: NodeJS.Signals
  readonly stopWithin_ms?: number
}

/** What runs now: a process that ends without having stopped its parts takes them along. */
const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const { pid } of running) if (pid !== undefined) signalGroup(pid, 'SIGKILL')
})

/** Starts a server in the foreground of its own process group and waits until it answers. */
export async function startPart(options: PartOptions): Promise<Part> {
  const { name, url, isReady, logFile, readyWithin_ms = 60_000, stopSignal = 'SIGTERM', stopWithin_ms = 30_000 } = options
  let child = await begin(options)

  const isGone = () => child.exitCode !== null || child.signalCode !== null
  const signal = (what: NodeJS.Signals) => {
    if (!isGone() && child.pid !== undefined) signalGroup(child.pid, what)
  }
  const ended = async () => {
    if (!isGone()) await once(child, 'exit')
  }
  async function ready(): Promise<void> {
    const until = Date.now() + readyWithin_ms
    while (!(await isReady().catch(() => false))) {
      if (isGone()) throw new Error(`${name} ended while it started:\n${lastLines(logFile)}`)
      if (Date.now() > until) throw new Error(`${name} did not answer within ${readyWithin_ms / 1000} s:\n${lastLines(logFile)}`)
      await delay(50)
    }
  }
  async function stop(): Promise<void> {
    signal('SIGCONT')
    if (!isGone() && child.pid !== undefined) process.kill(child.pid, stopSignal)
    const isLate = await Promise.race([ended().then(() => false), delay(stopWithin_ms, true, { ref: false })])
    if (isLate) signal('SIGKILL')
    await ended()
    forgetProcess(pidFileOf(options))
  }

  try {
    await ready()
  } catch (error) {
    await stop()
    throw error
  }
  return {
    name,
    url,
    get pid() {
      return child.pid ?? 0
    },
    async kill() {
      signal('SIGKILL')
      await ended()
    },
    async restart() {
      if (!isGone()) await stop()
      child = await begin(options)
      await ready()
    },
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    [Symbol.asyncDispose]: stop,
  }
}

/** Where `stopLeftBehind` finds it. */
const pidFileOf = ({ name, logFile }: PartOptions): string => join(dirname(logFile), `${name}.part`)

async function begin(options: PartOptions): Promise<ChildProcess> {
  const { command, args, cwd, env, logFile } = options
  mkdirSync(dirname(logFile), { recursive: true })
  const log = openSync(logFile, 'a')
  const child = spawn(command, [...args], { cwd, env: env ?? process.env, detached: true, stdio: ['ignore', log, log] })
  closeSync(log)
  await once(child, 'spawn')
  running.add(child)
  child.once('exit', () => running.delete(child))
  rememberProcess(pidFileOf(options), child.pid ?? 0)
  return child
}

function lastLines(logFile: string): string {
  return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-20).join('\n')
}
