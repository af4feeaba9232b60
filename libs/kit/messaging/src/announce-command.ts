import { topology, type Consumer } from '@segue/contracts'
import { parseArgs } from 'node:util'
import type { Progress } from './announce.ts'

const tell_every_ms = 1_000

/** `announce --to <consumer>`: says once a second how far it is; exit code 1 and a line where it can't. */
export async function runAnnounce(
  args: readonly string[],
  announce: (to: Consumer, onProgress: (progress: Progress) => void) => Promise<void>,
): Promise<void> {
  let current: Progress | null = null
  let began_at = 0
  const tell = () => {
    if (current !== null) process.stdout.write(`${lineOf(current, performance.now() - began_at)}\n`)
  }
  const telling = setInterval(tell, tell_every_ms)
  try {
    await announce(consumerOf(args), (progress) => {
      if (progress.name !== current?.name) {
        tell()
        began_at = performance.now()
      }
      current = progress
    })
    tell()
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  } finally {
    clearInterval(telling)
  }
}

/** `songs: 12,000 of 50,000 (3,100/s), 1,900 wait in the queue` */
function lineOf({ name, done, total, waiting }: Progress, took_ms: number): string {
  const [shown, all, rate, queue] = [done, total, done / Math.max(0.001, took_ms / 1_000), waiting].map((figure) => Math.round(figure).toLocaleString('en'))
  return `${name}: ${shown} of ${all} (${rate}/s), ${queue} wait in the queue`
}

function consumerOf(args: readonly string[]): Consumer {
  const { values: { to } } = parseArgs({ args: [...args], options: { to: { type: 'string' } } })
  if (to !== undefined && isConsumer(to)) return to
  throw new Error(`Say to whom: --to ${Object.keys(topology).join(' | ')}`)
}

const isConsumer = (name: string): name is Consumer => Object.hasOwn(topology, name)
