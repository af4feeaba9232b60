import { spawn } from 'node:child_process'

export interface Command {
  file: string
  args: readonly string[]
}

export interface RunOptions {
  cwd: string
  timeout_ms: number
  signal: AbortSignal
  /** Gets standard output as it comes; without it, output is kept and returned, up to a megabyte. */
  onOutput?: (chunk: Buffer) => void
}

export interface Run {
  /** `killed`: by a signal of the system's, such as for too much memory or CPU time. */
  exit: 'finished' | 'failed' | 'killed' | 'timed_out'
  output: string
  /** Standard error, its last 64 KiB at least and 128 KiB at most. */
  log: string
}

const max_output_bytes = 1 << 20
const max_log_characters = 1 << 16

/**
 * Runs a program in a process of its own: no shell, no standard input, an empty environment, its own directory.
 * It is killed with SIGKILL when time is up or the signal aborts, and this returns only once it is gone.
 * Throws the signal's reason when aborted.
 */
export async function runProcess({ file, args }: Command, { cwd, timeout_ms, signal, onOutput }: RunOptions): Promise<Run> {
  signal.throwIfAborted()
  const child = spawn(file, args, { cwd, env: { LC_ALL: 'C' }, stdio: ['ignore', 'pipe', 'pipe'] })
  const kill = () => void child.kill('SIGKILL')
  let output = ''
  let log = ''
  let timed_out = false
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  child.stdout.on('data', (chunk: Buffer) => {
    if (onOutput) return onOutput(chunk)
    output += chunk.toString('utf8')
    if (output.length > max_output_bytes) kill()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString('utf8')
    if (log.length > 2 * max_log_characters) log = log.slice(-max_log_characters)
  })
  const timer = setTimeout(() => { timed_out = true; kill() }, timeout_ms)
  signal.addEventListener('abort', kill)
  try {
    const code = await closed
    signal.throwIfAborted()
    return { exit: timed_out ? 'timed_out' : code === null ? 'killed' : code === 0 ? 'finished' : 'failed', output, log }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', kill)
  }
}
