import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createClient } from '@segue/api-client'
import { listTrending } from '@segue/contracts'
import { freePort } from '@segue/tools/platform'
import { chromium } from 'playwright-core'
import { browserFlags } from './browser-flags.ts'
import { findChromium } from './find-chromium.ts'
import { hear } from './hear.ts'
import { registerInPage } from './register-in-page.ts'

/** What a newcomer does: `npm start`, open the page, press play, hear it; then Ctrl-C. Prints how long each took. */
const repository = fileURLToPath(new URL('../..', import.meta.url))
const say = (line: string) => void process.stdout.write(`${line}\n`)
const limits = { ready_ms: 90_000, playable_ms: 60_000, stopped_ms: 10_000 }

const folder = await mkdtemp(join(tmpdir(), 'segue-try-'))
const marker = randomUUID()
const [port, mediaPort, internalPort] = [await freePort(), await freePort(), await freePort()]
const env = {
  ...process.env,
  SEGUE_PORT: String(port),
  SEGUE_MEDIA_PORT: String(mediaPort),
  SEGUE_INTERNAL_PORT: String(internalPort),
  SEGUE_DATA_DIR: join(folder, 'data'),
  SEGUE_TRY: marker,
}
const began = performance.now()
const npm = spawn('npm', ['start'], { cwd: repository, env, stdio: ['ignore', 'pipe', 'inherit'] })
try {
  await readyLine(npm, `Segue is ready at http://localhost:${port}`)
  const ready = performance.now()
  say(`ready after ${seconds(ready - began)}`)

  const title = await firstSong(`http://localhost:${port}`, ready + limits.playable_ms)
  say(`"${title}" is playable ${seconds(performance.now() - ready)} after that`)

  const { executablePath, env: browserEnv } = await findChromium()
  const launch = { executablePath, env: browserEnv, args: browserFlags, headless: true }
  const context = await chromium.launchPersistentContext(join(folder, 'browser'), launch)
  const page = await context.newPage()
  await registerInPage(page, `http://localhost:${port}`)
  const pressed = performance.now()
  await page.getByRole('button', { name: `Play ${title}`, exact: true }).first().click()
  const { advanced_s, peak } = await hear(page)
  say(`it plays ${seconds(performance.now() - pressed)} after the click: ${advanced_s.toFixed(2)} s of sound, peak ${peak.toFixed(2)}`)
  await context.close()
  if (advanced_s < 0.5 || peak < 0.01) throw new Error('the page played silence')

  const asked = performance.now()
  npm.kill('SIGTERM')
  const late = pause(limits.stopped_ms, null, { ref: false }).then(() => Promise.reject(new Error('still running 10 s after SIGTERM')))
  await Promise.race([once(npm, 'exit'), late])
  say(`stopped ${seconds(performance.now() - asked)} after SIGTERM`)
  const left = await processesOf(marker)
  if (left.length > 0) throw new Error(`left behind: ${left.join(', ')}`)
} finally {
  npm.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true })
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`
}

function readyLine({ stdout }: ChildProcess, line: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const timeout = setTimeout(() => reject(new Error(`no "${line}" within ${limits.ready_ms / 1000} s`)), limits.ready_ms)
    let seen = ''
    stdout?.on('data', (chunk: Buffer) => {
      process.stdout.write(chunk)
      seen += String(chunk)
      if (!seen.includes(line)) return
      clearTimeout(timeout)
      resolve()
    })
    stdout?.once('end', () => reject(new Error('npm start ended before it was ready')))
  })
}

async function firstSong(url: string, deadline: number): Promise<string> {
  const client = createClient({ url })
  while (performance.now() < deadline) {
    const { items } = await client.call(listTrending)
    const first = items[0]
    if (first !== undefined) return first.song.title
    await pause(250)
  }
  throw new Error('no song became playable within 60 s of ready')
}

/** Processes that still carry the marker in their environment; Linux alone shows it. */
async function processesOf(wanted: string): Promise<string[]> {
  for (let patience = 20; ; patience--) {
    const found = runningWith(wanted)
    if (found.length === 0 || patience === 0) return found
    await pause(100)
  }
}

function runningWith(wanted: string): string[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) return false
    try {
      return readFileSync(`/proc/${name}/environ`, 'utf8').includes(`SEGUE_TRY=${wanted}`)
    } catch {
      return false
    }
  })
}
