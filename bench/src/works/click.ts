import { randomUUID } from 'node:crypto'
import type { BrowserContext, Locator, Page } from 'playwright-core'
import { newArtist, newListener, publishSong, songWav } from '@segue/tools/visitors'
import type { Figure } from '../figure.ts'
import { startStaticPlayer } from '../limits/static-player.ts'
import { median } from '../measure/median.ts'
import { fetchMedia } from '../run/fetch-media.ts'
import { chromiumPath, openBrowser } from '../run/open-browser.ts'
import { startPlatform } from '../run/start-platform.ts'
import { temporaryFolder } from '../run/temporary-folder.ts'
import type { Work } from '../work.ts'

const clicks = 10
const warm_ups = 2
/** From when a pointer comes to rest on a button until it is pressed. */
const hover_ms = 300
const title = 'Yardstick'

/** A press of play in the web app until `currentTime > 0`, each in a new page whose browser has nothing in its cache. */
export const click: Work = {
  title: 'click → sound in a browser',
  skipped: () => (chromiumPath() === undefined ? 'there is no Chromium on this machine (SEGUE_CHROMIUM names one)' : null),
  measure,
}

async function measure(): Promise<readonly Figure[]> {
  await using folder = await temporaryFolder()
  await using platform = await startPlatform(folder.path)
  const song = await publishSong(await newArtist(platform.publicUrl), title, songWav(30))
  const { master, files } = await fetchMedia(await newListener(platform.publicUrl), song.id)
  await using limit = await startStaticPlayer(files, master)
  await using browser = await openBrowser()
  const context = await browser.newContext()
  await registerInPage(context, platform.publicUrl)

  const ours = async (hovers: boolean) => {
    await using page = await newPage(context)
    const signedIn = page.waitForResponse((response) => response.url().endsWith('/v1/auth/refresh') && response.ok())
    await page.goto(platform.publicUrl)
    await signedIn
    const button = page.getByRole('button', { name: `Play ${title}`, exact: true }).first()
    await button.waitFor()
    if (hovers) await button.hover()
    await page.waitForTimeout(hover_ms)
    return await pressUntilSound(button)
  }
  const its = async () => {
    await using page = await newPage(context)
    await page.goto(limit.url)
    await page.waitForTimeout(hover_ms)
    return await pressUntilSound(page.getByRole('button', { name: 'Play' }))
  }

  const times = { hovered: [] as number[], unannounced: [] as number[], limit: [] as number[] }
  for (let round = -warm_ups; round < clicks; round++) {
    const [hovered, unannounced, bare] = [await ours(true), await ours(false), await its()]
    if (round < 0) continue
    times.hovered.push(hovered)
    times.unannounced.push(unannounced)
    times.limit.push(bare)
  }
  const [hovered, unannounced, bare] = [median(times.hovered), median(times.unannounced), median(times.limit)]
  return [
    { what: 'click → sound, hovered, against static files', unit: 'ms', ours: hovered, limit: bare, goal: { most: 1.2 } },
    { what: '  … on loopback', unit: 'ms', ours: hovered, limit: 100, goal: { most: 1 } },
    { what: 'click → sound, not hovered, against static files', unit: 'ms', ours: unannounced, limit: bare, goal: { most: 1.2 } },
    { what: '  … on loopback', unit: 'ms', ours: unannounced, limit: 100, goal: { most: 1 } },
  ]
}

async function registerInPage(context: BrowserContext, url: string): Promise<void> {
  await using page = await newPage(context)
  await page.goto(url)
  await page.getByRole('button', { name: 'Create account' }).first().click()
  const form = page.getByRole('dialog')
  await form.getByLabel('Name').fill('Bea Bench')
  await form.getByLabel('E-mail').fill(`${randomUUID()}@bench.segue.example`)
  await form.getByLabel('Password').fill(`${randomUUID()} & more`)
  await form.getByRole('button', { name: 'Create account' }).click()
  await form.waitFor({ state: 'hidden' })
}

/** A page of a browser that has never been here, but for who is signed in. Its pointer is nowhere. */
async function newPage(context: BrowserContext): Promise<Page & AsyncDisposable> {
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Network.clearBrowserCache')
  return page
}

/** Milliseconds from the press, without a pointer that would hover first, to `currentTime > 0` as the page sees it. */
function pressUntilSound(button: Locator): Promise<number> {
  return button.evaluate(async (element) => {
    if (!(element instanceof HTMLElement)) throw new Error('not a button')
    const deadline = performance.now() + 10_000
    const began = performance.now()
    element.click()
    while (![...document.querySelectorAll('audio')].some(({ currentTime }) => currentTime > 0)) {
      if (performance.now() > deadline) throw new Error('no sound within 10 s of the click')
      await new Promise((resolve) => setTimeout(resolve))
    }
    return performance.now() - began
  })
}
