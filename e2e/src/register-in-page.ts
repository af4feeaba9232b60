import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'

/** Opens an account the way a person does, by the labels on the page. */
export async function registerInPage(page: Page, url: string): Promise<{ readonly email: string; readonly password: string }> {
  const email = `${randomUUID()}@e2e.segue.example`
  const password = `${randomUUID()} & more`
  await page.goto(url)
  await page.getByRole('button', { name: 'Create account' }).first().click()
  const form = page.getByRole('dialog')
  await form.getByLabel('Name').fill('Nora Newcomer')
  await form.getByLabel('E-mail').fill(email)
  await form.getByLabel('Password').fill(password)
  await form.getByRole('button', { name: 'Create account' }).click()
  await form.waitFor({ state: 'hidden' })
  return { email, password }
}
