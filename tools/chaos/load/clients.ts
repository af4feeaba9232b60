import { execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Met, Orders } from './met.ts'

const run = promisify(execFile)
const file = fileURLToPath(new URL('client.ts', import.meta.url))

export interface Clients extends AsyncDisposable {
  /** Carries out these orders and tells of each request. */
  ask(orders: Orders): Promise<readonly Met[]>
}

/**
 * Clients in a process and on a core of their own: those who ask three times as much as can be answered would otherwise take from the
 * servers what they measure. Everything that this process has started keeps to the other cores until it is disposed.
 */
export async function openClients(): Promise<Clients> {
  const cores = availableParallelism()
  if (cores < 2) throw new Error('this takes two cores, one for those who ask')
  await using opening = new AsyncDisposableStack()
  const servers = await descendantsOf(process.pid)
  await keepTo(`0-${cores - 2}`, servers)
  opening.defer(async () => keepTo(`0-${cores - 1}`, await descendantsOf(process.pid)))
  const child = fork(file, { execPath: 'taskset', execArgv: ['-c', String(cores - 1), process.execPath] })
  opening.defer(() => void child.kill())
  await once(child, 'spawn')
  const all = opening.move()
  return {
    async ask(orders) {
      child.send(orders)
      const [met] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => Promise.reject(new Error('the clients ended')))])
      return met
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

async function keepTo(cores: string, pids: readonly number[]): Promise<void> {
  // One that has ended meanwhile keeps to nothing.
  await Promise.all(pids.map((pid) => run('taskset', ['-acp', cores, String(pid)]).catch(() => undefined)))
}

/** By the parents that Linux names (proc(5), /proc/pid/stat). */
async function descendantsOf(pid: number): Promise<readonly number[]> {
  const children = new Map<number, number[]>()
  for (const name of await readdir('/proc')) {
    const stat = /^\d+$/.test(name) ? await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '') : ''
    const parent = /\) \S (\d+) /.exec(stat)?.[1]
    if (parent !== undefined) children.set(Number(parent), [...(children.get(Number(parent)) ?? []), Number(name)])
  }
  const below = (parent: number): number[] => (children.get(parent) ?? []).flatMap((child) => [child, ...below(child)])
  return below(pid)
}
