import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** Another process that has taken an event of `search` and never finishes it. */
export async function stuckProcess(url: string) {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../stuck-consumer.ts'), url, 'search', 'song.published'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  await once(createInterface(child.stdout), 'line')
  return {
    kill: (signal: 'SIGKILL' | 'SIGSTOP') => child.kill(signal),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await exited
    },
  }
}
