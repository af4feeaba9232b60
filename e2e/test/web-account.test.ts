import { search } from '@segue/contracts'
import { beforeAll, expect, test, vi } from 'vitest'
import { openBrowser } from '../src/browser.ts'
import { hear } from '../src/hear.ts'
import { ownWord, patiently, pauseButton, playButton, signInPage, soundingIn } from '../src/page-steps.ts'
import { clientOf, newArtist, newListener, publicUrl } from '../src/people.ts'
import { publishSong } from '../src/publish-song.ts'
import { registerInPage } from '../src/register-in-page.ts'

const title = `${ownWord()} Serenade`

beforeAll(async () => {
  await publishSong(await newArtist('The Visitors'), { title, seconds: 30 })
  // The page asks once, so it is opened when there is something to find.
  await vi.waitUntil(async () => (await clientOf().call(search, { query: { q: title, type: 'song' } })).results.songs?.total === 1, patiently)
})

test('a visitor presses play, opens an account, and hears what they pressed', async () => {
  await using browser = await openBrowser()
  const page = await browser.context.newPage()
  await page.goto(`${publicUrl()}/?q=${encodeURIComponent(title)}`)
  await playButton(page, title).click()
  const form = page.getByRole('dialog', { name: 'Create account' })
  const taken = await newListener()
  await form.getByLabel('Name').fill('Vera Visitor')
  await form.getByLabel('E-mail').fill(taken.email)
  await form.getByLabel('Password').fill('a doorbell in the rain')
  await form.getByRole('button', { name: 'Create account' }).click()
  await expect.poll(() => form.getByRole('alert').innerText(), patiently).toContain('There is an account with this e-mail already')
  await form.getByLabel('E-mail').fill(`new-${taken.email}`)
  await form.getByRole('button', { name: 'Create account' }).click()
  await form.waitFor({ state: 'hidden' })
  const { advanced_s, peak } = await hear(page, 700)
  expect(advanced_s).toBeGreaterThan(0.2)
  expect(peak).toBeGreaterThan(0.05)
  await pauseButton(page, title).waitFor()
})

test('two tabs share one session through reloads, and signing out of one silences both', async () => {
  await using browser = await openBrowser()
  const [one, other] = [await browser.context.newPage(), await browser.context.newPage()]
  await registerInPage(one, publicUrl())
  await other.goto(`${publicUrl()}/?q=${encodeURIComponent(title)}`)
  await Promise.all([one, other].map((page) => page.reload()))
  for (const page of [one, other]) await page.getByRole('button', { name: 'Sign out' }).waitFor()
  await playButton(other, title).click()
  await hear(other, 200)
  await one.getByRole('button', { name: 'Sign out' }).click()
  for (const page of [one, other]) await page.getByRole('button', { name: 'Sign in' }).waitFor()
  await expect.poll(() => soundingIn(other), patiently).toBe(0)
  await one.reload()
  await one.getByRole('button', { name: 'Sign in' }).waitFor()
})

test('an access token that is refused is traded silently, in the middle of a visit', async () => {
  await using browser = await openBrowser()
  const page = await browser.context.newPage()
  await registerInPage(page, `${publicUrl()}/?q=${encodeURIComponent(title)}`)
  const traded = page.waitForResponse((response) => response.url().endsWith('/v1/auth/refresh') && response.ok())
  await page.route('**/v1/songs/*/like', (route) => route.fulfill({ status: 401, contentType: 'application/problem+json', json: { type: 'about:blank', title: 'Expired', status: 401, code: 'unauthenticated', request_id: 'test-request' } }), { times: 1 })
  const liked = page.waitForResponse((response) => response.url().endsWith('/like') && response.ok())
  await page.getByRole('button', { name: `Like ${title}` }).click()
  await traded
  // The trade is over before the like is sent again; a reload in between would take it back.
  await liked
  await page.reload()
  await page.getByRole('button', { name: `Unlike ${title}` }).waitFor()
})

test('a wrong password is said in words, and the right one lets in', async () => {
  await using browser = await openBrowser()
  const page = await browser.context.newPage()
  const person = await newListener()
  await page.goto(publicUrl())
  await page.getByRole('button', { name: 'Sign in' }).click()
  const form = page.getByRole('dialog', { name: 'Sign in' })
  await form.getByLabel('E-mail').fill(person.email)
  await form.getByLabel('Password').fill('not this one')
  await form.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect.poll(() => form.getByRole('alert').innerText(), patiently).toBe('E-mail or password is wrong.')
  await page.keyboard.press('Escape')
  await form.waitFor({ state: 'hidden' })
  await signInPage(page, publicUrl(), person)
  await page.getByRole('button', { name: 'Sign out' }).waitFor()
})
