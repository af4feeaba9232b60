import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'

export interface StaticFile {
  readonly content_type: string
  readonly bytes: Buffer
}

/** The settings of hls.js in the web app, so that both sides ask for the same segments. */
const hls_settings = { enableWorker: false, startLevel: 1, startFragPrefetch: true, testBandwidth: false, backBufferLength: 60, maxBufferLength: 6, maxMaxBufferLength: 6 }

const page = (master: string) => `<!doctype html><html lang="en"><title>Limit</title>
<script src="/hls.light.min.js"></script><button>Play</button><audio preload="auto"></audio>
<script>
  document.querySelector('button').addEventListener('click', () => {
    const audio = document.querySelector('audio')
    const hls = new Hls(${JSON.stringify(hls_settings)})
    hls.loadSource(${JSON.stringify(master)})
    hls.attachMedia(audio)
    void audio.play()
  })
</script></html>`

/** The least a player can do: a page that is there, files served from memory, no account, no grant, no check. */
export async function startStaticPlayer(media: ReadonlyMap<string, StaticFile>, master: string): Promise<{ readonly url: string } & AsyncDisposable> {
  const script = readFileSync(fileURLToPath(import.meta.resolve('hls.js/dist/hls.light.min.js')))
  const files = new Map([
    ...media,
    ['/', { content_type: 'text/html; charset=utf-8', bytes: Buffer.from(page(master)) }],
    ['/hls.light.min.js', { content_type: 'text/javascript', bytes: script }],
  ])
  const server = createServer(({ url = '' }, response) => {
    const file = files.get(url)
    if (file === undefined) response.writeHead(404).end()
    else response.writeHead(200, { 'content-type': file.content_type, 'content-length': file.bytes.length }).end(file.bytes)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
