import { createServer } from 'node:net'

/** Below the ports that systems give to outgoing connections (32768 and up), which come and go. */
const lowest = 12_000
const highest = 30_000

/** The first of `count` loopback ports in a row that are free now, somewhere. */
export async function freeRow(count: number): Promise<number> {
  for (;;) {
    const first = lowest + Math.floor(Math.random() * (highest - lowest - count))
    const free = await Promise.all(Array.from({ length: count }, (_, at) => isFree(first + at)))
    if (free.every(Boolean)) return first
  }
}

/** Whether a server could listen there now; 0 always can. */
export function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer().once('error', () => resolve(false)).listen(port, host, () => probe.close(() => resolve(true)))
  })
}
