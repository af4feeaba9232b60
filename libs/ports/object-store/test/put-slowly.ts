import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { openObjectStore } from '../src/index.ts'
import { createUploadReceiver } from '../src/receive-upload.ts'

// Run by file.test.ts in a process of its own, which is killed or meets a limit on the way: replaces `old`, creates `new` and, where
// nobody waits for it to be killed, receives an upload. Prints a dot for every chunk, and at the end what became of each.
const [url = '', length = ''] = process.argv.slice(2)
const size = Number(length)
const store = await openObjectStore(url, { upload_url: 'http://localhost', upload_secret: 'secret' })

async function* slowly() {
  for (let sent = 0; sent < size; sent += 65_536) {
    yield Buffer.alloc(Math.min(65_536, size - sent), 'n')
    process.stdout.write('.')
    if (process.send) await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

async function receive(): Promise<string> {
  const receiver = await createUploadReceiver(url, { upload_secret: 'secret' })
  const checksum_sha256 = createHash('sha256').update(Buffer.alloc(size, 'n')).digest('base64')
  const signed = await store.signPut({ key: 'uploads/x', size, content_type: 'audio/flac', checksum_sha256, expires_in_s: 600 })
  const headers = { ...signed.headers, 'content-length': String(size) }
  const answer = await receiver({ method: 'PUT', target: signed.url.slice('http://localhost'.length), headers, body: Readable.from(slowly()) })
  return String(answer.status)
}

const puts = ['things/old', 'things/new'].map(async (key) => {
  await store.put(key, Readable.from(slowly()), { content_type: 'text/new' })
  return 'stored'
})
const results = await Promise.allSettled([...puts, ...(process.send ? [] : [receive()])])
process.stdout.write(results.map((result) => (result.status === 'fulfilled' ? result.value : String(result.reason.code))).join())
