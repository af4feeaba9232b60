import { openCache } from '@segue/cache'

/** A process of its own for tests: at each message it asks for a value so many times at once, and says how often it had to load. */
const [url = '', namespace = ''] = process.argv.slice(2)
const cache = await openCache(url, { namespace })

process.on('message', ({ key, times, load_ms }: { key: string; times: number; load_ms: number }) => {
  let loads = 0
  const load = async () => {
    loads += 1
    process.send?.('loading')
    await new Promise((done) => setTimeout(done, load_ms))
    return { from: process.pid }
  }
  void Promise.all(Array.from({ length: times }, () => cache.remember(key, 60_000, load))).then(() => process.send?.({ loads }))
})
process.on('disconnect', () => process.exit())
process.send?.('ready')
