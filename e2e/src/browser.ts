import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext } from 'playwright-core'
import { inject } from 'vitest'
import { browserFlags } from './browser-flags.ts'

/** A real Chromium with a profile of its own. */
export async function openBrowser(size = { width: 1280, height: 800 }): Promise<{ readonly context: BrowserContext } & AsyncDisposable> {
  const profile = await mkdtemp(join(tmpdir(), 'segue-browser-'))
  const { executablePath, env } = inject('chromium')
  const context = await chromium.launchPersistentContext(profile, { executablePath, env, args: browserFlags, headless: true, viewport: size })
  return {
    context,
    async [Symbol.asyncDispose]() {
      await context.close()
      await rm(profile, { recursive: true, force: true })
    },
  }
}
