import { randomBytes } from 'node:crypto'
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Person } from './people.ts'

/** A word that no other run on the same platform has in its titles. */
export const ownWord = (): string => `Z${randomBytes(4).toString('hex').replaceAll(/\d/g, (digit) => 'ghijklmnop'[Number(digit)] ?? '')}`

export const patiently = { timeout: 20_000, interval: 100 }

/** Signs in the way a person does. */
export async function signInPage(page: Page, url: string, { email, password }: Pick<Person, 'email' | 'password'>): Promise<void> {
  await page.goto(url)
  await page.getByRole('button', { name: 'Sign in' }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('E-mail').fill(email)
  await form.getByLabel('Password').fill(password)
  await form.getByRole('button', { name: 'Sign in', exact: true }).click()
  await form.waitFor({ state: 'hidden' })
}

export async function searchFor(page: Page, words: string): Promise<void> {
  await page.getByRole('searchbox').fill(words)
}

export const playButton = (page: Page | Locator, title: string): Locator => page.getByRole('button', { name: `Play ${title}`, exact: true })
export const pauseButton = (page: Page | Locator, title: string): Locator => page.getByRole('button', { name: `Pause ${title}`, exact: true })
export const player = (page: Page): Locator => page.getByRole('contentinfo', { name: 'Player' })

/** Where the song that sounds is, in seconds; -1 when all is silent. */
export const positionOf = (page: Page): Promise<number> =>
  page.evaluate(() => [...document.querySelectorAll('audio')].find((audio) => !audio.paused)?.currentTime ?? -1)

export const soundingIn = (page: Page): Promise<number> => page.evaluate(() => [...document.querySelectorAll('audio')].filter((audio) => !audio.paused).length)

/** What the page asks for, from now on. */
export function requestsOf(page: Page): readonly string[] {
  const urls: string[] = []
  page.on('request', (request) => urls.push(request.url()))
  return urls
}

/** Tab, until the control has the focus, as someone without a mouse gets there. */
export async function tabTo(page: Page, control: Locator, most = 80): Promise<void> {
  const hasFocus = () => control.evaluate((element) => element === document.activeElement)
  for (let pressed = 0; pressed < most && !(await hasFocus()); pressed++) await page.keyboard.press('Tab')
  expect(await hasFocus(), 'the control can be reached with Tab').toBe(true)
}

/** How far the page is wider than its window, in CSS pixels. */
export const overflowOf = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
