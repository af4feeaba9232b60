import { getSong, search, updateSong, type OwnSong } from '@segue/contracts'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test, vi } from 'vitest'
import { openBrowser } from '../src/browser.ts'
import { everywhere } from '../src/everywhere.ts'
import { hear } from '../src/hear.ts'
import { overflowOf, ownWord, patiently, pauseButton, playButton, player, positionOf, requestsOf, searchFor, signInPage, soundingIn, tabTo } from '../src/page-steps.ts'
import { clientOf, newArtist, newListener, newPremiumListener, publicUrl, type PublishingArtist } from '../src/people.ts'
import { publishSong } from '../src/publish-song.ts'

const word = ownWord()
const first = word
const misspelt = `${word.slice(0, 4)}${word.slice(5)}`
const second = `${word} Velvet Meridian`
const long = `${word} Meridian, the version that takes its time to say its own name and then says it once more for those who came late`
let artist: PublishingArtist
let songs: readonly OwnSong[]

beforeAll(async () => {
  artist = await newArtist('The Meridians')
  songs = [
    await publishSong(artist, { title: first, seconds: 60, hertz: 220 }),
    await publishSong(artist, { title: second, seconds: 9, hertz: 330 }),
    await publishSong(artist, { title: long, seconds: 5, hertz: 440 }),
  ]
  await vi.waitUntil(async () => (await found(word)) === 3, patiently)
})

const found = async (q: string) => (await clientOf().call(search, { query: { q, type: 'song' } })).results.songs?.items.length

async function listenerAt(page: Page): Promise<void> {
  await signInPage(page, publicUrl(), await newListener())
}

test('a listener finds a song in spite of a typo, hears it, moves in it, goes on to the next, and their like is still there after a reload', async () => {
  await using browser = await openBrowser()
  const page = await browser.context.newPage()
  await listenerAt(page)
  const urls = requestsOf(page)
  await searchFor(page, misspelt)
  await playButton(page, first).click()
  const { advanced_s, peak } = await hear(page)
  expect(advanced_s).toBeGreaterThan(0.5)
  expect(peak).toBeGreaterThan(0.05)
  await expect.poll(() => player(page).innerText(), patiently).toContain('1:00')
  await pauseButton(page, first).waitFor()

  const seek = page.getByRole('slider', { name: 'Seek' })
  await seek.fill('40')
  await expect.poll(() => positionOf(page), patiently).toBeGreaterThan(40)
  expect((await hear(page, 500)).peak).toBeGreaterThan(0.05)

  await page.getByRole('slider', { name: 'Volume' }).fill('0.3')
  expect(await page.evaluate(() => [...document.querySelectorAll('audio')].map(({ volume }) => volume))).toEqual([0.3, 0.3])
  await page.getByRole('button', { name: 'Mute' }).click()
  expect(await page.evaluate(() => [...document.querySelectorAll('audio')].every(({ muted }) => muted))).toBe(true)
  await page.getByRole('button', { name: 'Unmute' }).click()

  await player(page).getByRole('button', { name: 'Pause' }).click()
  await expect.poll(() => soundingIn(page), patiently).toBe(0)
  await player(page).getByRole('button', { name: 'Resume' }).click()
  await page.getByRole('button', { name: 'Next track' }).click()
  const next = pauseButton(page, second).or(pauseButton(page, long))
  await next.waitFor()
  await expect.poll(() => positionOf(page), patiently).toBeGreaterThan(0)
  expect(await soundingIn(page)).toBe(1)

  const title = (await next.getAttribute('aria-label'))?.replace('Pause ', '') ?? ''
  const liked = page.waitForResponse((response) => response.url().endsWith('/like') && response.ok())
  await player(page).getByRole('button', { name: `Like ${title}`, exact: true }).click()
  await liked
  await page.reload()
  await page.getByRole('button', { name: `Unlike ${title}`, exact: true }).waitFor()
  expect(urls.filter((url) => url.includes('/segments/320k/'))).toEqual([])
})

test('what comes next is at hand before a song ends, and begins by itself', async () => {
  await using browser = await openBrowser()
  const page = await browser.context.newPage()
  await listenerAt(page)
  await searchFor(page, word)
  const seek = page.getByRole('slider', { name: 'Seek' })
  await playButton(page, first).click()
  await hear(page, 200)
  await seek.fill('50')
  await expect.poll(() => page.evaluate(() => [...document.querySelectorAll('audio')].filter(({ readyState }) => readyState >= 3).length), patiently).toBe(2)
  await seek.fill('59')
  await pauseButton(page, long).or(pauseButton(page, second)).waitFor()
  await expect.poll(() => positionOf(page), patiently).toBeGreaterThan(0.2)
  expect(await soundingIn(page)).toBe(1)
  expect(await page.locator('audio').count()).toBe(2)
})

test('a premium listener hears 320 kbps', async () => {
  await using browser = await openBrowser()
  const page = await browser.context.newPage()
  await signInPage(page, publicUrl(), await newPremiumListener())
  const urls = requestsOf(page)
  await searchFor(page, first)
  await playButton(page, first).click()
  await expect.poll(() => urls.some((url) => url.includes('/segments/320k/')), patiently).toBe(true)
})

test('a grant that ended early is traded for a new one, and the music goes on', async () => {
  await using browser = await openBrowser()
  const page = await browser.context.newPage()
  await listenerAt(page)
  const origin = new URL(publicUrl()).origin
  const refusal = { status: 403, headers: { 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' } }
  await page.route('**/segments/**/segment_005.m4s', (route) => route.fulfill(refusal), { times: 1 })
  const urls = requestsOf(page)
  await searchFor(page, first)
  await playButton(page, first).click()
  await expect.poll(() => positionOf(page), patiently).toBeGreaterThan(0)
  await page.getByRole('slider', { name: 'Seek' }).fill('18')
  await expect.poll(() => positionOf(page), patiently).toBeGreaterThan(19.5)
  const grants = urls.filter((url) => url.endsWith(`/v1/songs/${songs[0]?.id}`))
  expect(grants.length).toBeGreaterThan(1)
  expect(grants.length).toBeLessThan(4)
})

test('someone without a mouse finds, plays, moves in and pauses a song', async () => {
  await using browser = await openBrowser()
  const page = await browser.context.newPage()
  await listenerAt(page)
  await page.keyboard.press('Control+k')
  await page.keyboard.type(word)
  await playButton(page, first).waitFor()
  await tabTo(page, playButton(page, first))
  await page.keyboard.press('Enter')
  await hear(page, 300)
  await tabTo(page, page.getByRole('slider', { name: 'Seek' }))
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => positionOf(page), patiently).toBeGreaterThan(10)
  await tabTo(page, page.getByRole('slider', { name: 'Volume' }))
  await page.keyboard.press('ArrowDown')
  await expect.poll(() => page.getByRole('slider', { name: 'Volume' }).inputValue(), patiently).toBe('0.95')
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Shift+Tab')
  await tabTo(page, pauseButton(page, first))
  await page.keyboard.press('Space')
  await expect.poll(() => soundingIn(page), patiently).toBe(0)
  await page.getByRole('searchbox').focus()
  await page.keyboard.press('Escape')
  await expect.poll(() => page.getByRole('searchbox').inputValue(), patiently).toBe('')
})

test('on a phone nothing is wider than the screen, however long a title is', async () => {
  await using browser = await openBrowser({ width: 390, height: 844 })
  const page = await browser.context.newPage()
  await listenerAt(page)
  await page.getByRole('button', { name: /^Play / }).first().waitFor()
  expect(await overflowOf(page)).toBe(0)
  await searchFor(page, word)
  await playButton(page, long).click()
  await hear(page, 200)
  expect(await overflowOf(page)).toBe(0)
  await searchFor(page, 'zzzzzzzzzz')
  await page.getByRole('heading', { name: /Nothing found/ }).waitFor()
  expect(await overflowOf(page)).toBe(0)
})

test('a song that was taken down says so instead of staying silent', async () => {
  await using browser = await openBrowser()
  const page = await browser.context.newPage()
  await listenerAt(page)
  const doomed = await publishSong(artist, { title: `Withdrawn ${word}`, seconds: 3 })
  await expect.poll(() => found(doomed.title), patiently).toBeGreaterThan(0)
  await searchFor(page, doomed.title)
  await playButton(page, doomed.title).waitFor()
  await artist.client.call(updateSong, { params: { song_id: doomed.id }, body: { visibility: 'taken_down' } })
  const { client } = await newListener()
  const stream = async () => (await client.call(getSong, { params: { song_id: doomed.id } })).stream
  await expect.poll(everywhere(stream), patiently).toBeNull()
  await playButton(page, doomed.title).click()
  await expect.poll(() => player(page).getByRole('alert').innerText(), patiently).toMatch(/taken down|reached/)
})
