import { Readable } from 'node:stream'
import { openObjectStore } from '../src/index.ts'

// Run by file.test.ts in a process of its own: replaces `old` and creates `new`, and is killed or stopped by a limit on the way.
const [url = '', bytes = ''] = process.argv.slice(2)
const store = await openObjectStore(url, { upload_url: 'http://localhost', upload_secret: 'secret' })

async function* slowly() {
  for (let sent = 0; sent < Number(bytes); sent += 65_536) {
    yield Buffer.alloc(65_536, 'n')
    process.stdout.write('.')
    if (process.send) await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

const writes = ['things/old', 'things/new'].map((key) => store.put(key, Readable.from(slowly()), { content_type: 'text/new' }))
const results = await Promise.allSettled(writes)
process.stdout.write(results.map((result) => (result.status === 'fulfilled' ? 'stored' : String(result.reason.code))).join())
