import { startLoadAgent } from '@segue/service'

/** A process that does nothing, or uses nine tenths of its core, and reports its load. */
const { port } = await startLoadAgent({ service: 'loaded', host: '127.0.0.1', port: 0, draining: new AbortController().signal })
process.send?.(port)
setInterval(() => {
  const until = performance.now() + (process.argv[2] === 'busy' ? 90 : 0)
  while (performance.now() < until);
}, process.argv[2] === 'busy' ? 100 : 1_000)
