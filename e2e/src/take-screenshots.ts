import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { browserFlags } from './browser-flags.ts'
import { findChromium } from './find-chromium.ts'
import { registerInPage } from './register-in-page.ts'

/**
 * The pictures of the README, from a platform that runs: start one with the demonstration, wait until all twelve pieces
 * are there, then `node e2e/src/take-screenshots.ts` (SEGUE_URL where it is not http://localhost:4000). Writes docs/images.
 * Half as large by a palette: `ffmpeg -i listen.png -vf 'split[a][b];[a]palettegen[p];[b][p]paletteuse=dither=sierra2_4a' small.png`.
 */
const url = process.env['SEGUE_URL'] ?? 'http://localhost:4000'
const folder = fileURLToPath(new URL('../../docs/images/', import.meta.url))
const pictures = [
  { name: 'listen', size: { width: 1280, height: 800 } },
  { name: 'listen-phone', size: { width: 390, height: 844 } },
]
/** Far enough into a song for the outline to show how far it came. */
const listen_until_s = 12

const profile = await mkdtemp(join(tmpdir(), 'segue-pictures-'))
const { executablePath, env } = await findChromium()
await using stack = new AsyncDisposableStack()
stack.defer(() => rm(profile, { recursive: true, force: true }))
for (const { name, size } of pictures) {
  const context = await chromium.launchPersistentContext(join(profile, name), { executablePath, env, args: browserFlags, headless: true, viewport: size })
  try {
    const [page = await context.newPage()] = context.pages()
    await registerInPage(page, url)
    await page.getByRole('main').getByRole('button', { name: /^Play / }).first().click()
    await page.waitForFunction((until) => [...document.querySelectorAll('audio')].some((audio) => audio.currentTime > until), listen_until_s, { timeout: 60_000 })
    await page.mouse.move(size.width / 2, size.height - 1)
    await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode().catch(() => {}))))
    await page.screenshot({ path: join(folder, `${name}.png`) })
    process.stdout.write(`docs/images/${name}.png\n`)
  } finally {
    await context.close()
  }
}
