import { listMySongs } from '@segue/contracts'
import { expect, test } from 'vitest'
import { openBrowser } from '../src/browser.ts'
import { hear } from '../src/hear.ts'
import { patiently, playButton, signInPage } from '../src/page-steps.ts'
import { newArtist, newListener, publicUrl } from '../src/people.ts'
import { toneWav } from '../src/tone.ts'

const wav = (name: string, seconds: number) => ({ name, mimeType: 'audio/wav', buffer: Buffer.from(toneWav({ seconds, hertz: 260 })) })

test('a newcomer becomes an artist, drops a file, watches it become ready, and plays it', async () => {
  await using browser = await openBrowser()
  const page = await browser.context.newPage()
  await signInPage(page, publicUrl(), await newListener())
  await page.getByRole('button', { name: 'Upload', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Upload a song' })
  await dialog.getByLabel('Artist name').fill('Wanda Waveform')
  await dialog.getByRole('button', { name: 'Become an artist' }).click()
  await dialog.getByLabel('Audio file').setInputFiles(wav('Paper_Boats.wav', 12))
  await expect.poll(() => dialog.getByLabel('Title').inputValue(), patiently).toBe('Paper Boats')
  await dialog.getByLabel('Genre').fill('folk')
  await dialog.getByRole('button', { name: 'Publish as Wanda Waveform' }).click()
  await dialog.getByRole('progressbar', { name: /^File/ }).waitFor()
  for (const rendition of ['64 kbps', '128 kbps', '320 kbps']) {
    await expect.poll(() => dialog.getByRole('progressbar', { name: rendition }).getAttribute('value'), { timeout: 60_000 }).toBe('100')
  }
  await playButton(dialog, 'Paper Boats').click()
  await dialog.waitFor({ state: 'hidden' })
  const { advanced_s, peak } = await hear(page, 700)
  expect(advanced_s).toBeGreaterThan(0.2)
  expect(peak).toBeGreaterThan(0.05)
})

test('a file that is no music is refused in words, and another one may be chosen', async () => {
  await using browser = await openBrowser()
  const page = await browser.context.newPage()
  await signInPage(page, publicUrl(), await newArtist('Sheets of Paper'))
  await page.getByRole('button', { name: 'Upload', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Upload a song' })
  await dialog.getByLabel('Audio file').setInputFiles({ name: 'essay.wav', mimeType: 'audio/wav', buffer: Buffer.from('Once upon a time there was a text. '.repeat(200)) })
  await dialog.getByLabel('Genre').fill('prose')
  await dialog.getByRole('button', { name: /^Publish as/ }).click()
  await expect.poll(() => dialog.getByRole('alert').innerText(), { timeout: 60_000 }).toBe('This file is not audio in any format Segue knows.')
  await dialog.getByRole('button', { name: 'Try another file' }).click()
  await dialog.getByLabel('Audio file').setInputFiles({ name: 'essay.txt', mimeType: 'text/plain', buffer: Buffer.from('Once upon a time') })
  await dialog.getByLabel('Genre').fill('prose')
  await dialog.getByRole('button', { name: /^Publish as/ }).click()
  await expect.poll(() => dialog.getByRole('alert').innerText(), patiently).toContain('This kind of file can’t be published')
})

test('an upload goes on behind the closed dialog, and can be cancelled', async () => {
  await using browser = await openBrowser()
  const page = await browser.context.newPage()
  const artist = await newArtist('Patient Hands')
  await signInPage(page, publicUrl(), artist)
  const held = Promise.withResolvers<void>()
  await page.route('**/uploads/**', async (route) => {
    await held.promise
    await route.continue().catch(() => {})
  })
  await page.getByRole('button', { name: 'Upload', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Upload a song' })
  await dialog.getByLabel('Audio file').setInputFiles(wav('Slow.wav', 3))
  await dialog.getByLabel('Genre').fill('ambient')
  await dialog.getByRole('button', { name: /^Publish as/ }).click()
  await dialog.getByRole('button', { name: 'Cancel upload' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /^Uploading \d+ %$/ }).click()
  await expect.poll(async () => (await artist.client.call(listMySongs)).items.length, patiently).toBe(1)
  await dialog.getByRole('button', { name: 'Cancel upload' }).click()
  await dialog.getByLabel('Audio file').waitFor({ state: 'attached' })
  held.resolve()
  await expect.poll(async () => (await artist.client.call(listMySongs)).items.length, patiently).toBe(0)
})
