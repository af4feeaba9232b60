import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface ChildOptions {
  readonly command?: string
  readonly args: readonly string[]
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string | undefined>>
  /** The line of its output that says that it is ready. */
  readonly ready: RegExp
}

export interface Child extends AsyncDisposable {
  readonly pid: number
  /** The line that matched. */
  readonly announced: string
}

const patience_ms = 60_000
const stop_ms = 12_000

/** Starts a process of its own (Node, unless a command is named) and waits until it says that it is ready; disposing ends it. */
export async function startChild({ command = process.execPath, args, cwd, env = process.env, ready }: ChildOptions): Promise<Child> {
  // A session of its own, as each process of the fleet has: Linux shares out the CPU between sessions first (sched(7), autogroups).
  const child = spawn(command, args, { detached: true, ...(cwd === undefined ? {} : { cwd }), env, stdio: ['ignore', 'pipe', 'inherit'] })
  const kill = () => void child.kill('SIGKILL')
  process.once('exit', kill)
  child.once('exit', () => process.off('exit', kill))
  const name = args.join(' ')
  try {
    const announced = await Promise.race([
      firstLine(child, ready),
      once(child, 'exit').then(([code]) => Promise.reject(new Error(`${name} ended with ${String(code)} before it was ready`))),
    ])
    const { pid } = child
    if (pid === undefined) throw new Error(`${name} did not start`)
    return { pid, announced, [Symbol.asyncDispose]: () => stop(child) }
  } catch (error) {
    await stop(child)
    throw error
  }
}

async function firstLine({ stdout }: ChildProcess, ready: RegExp): Promise<string> {
  if (stdout === null) throw new Error('no output')
  const lines = createInterface({ input: stdout })
  const [line] = await new Promise<[string]>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not ready within ${patience_ms / 1000} s`)), patience_ms)
    lines.on('line', (text) => {
      if (!ready.test(text)) return
      clearTimeout(timer)
      resolve([text])
    })
  })
  return line
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), stop_ms)
  await gone
  clearTimeout(late)
}
