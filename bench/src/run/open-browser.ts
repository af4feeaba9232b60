import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome']
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required']

/** SEGUE_CHROMIUM, or the machine's own; undefined where there is none. */
export const chromiumPath = (): string | undefined => process.env['SEGUE_CHROMIUM'] ?? installed.find((path) => existsSync(path))

export async function openBrowser(): Promise<Browser & AsyncDisposable> {
  const executablePath = chromiumPath()
  if (executablePath === undefined) throw new Error('There is no Chromium')
  return chromium.launch({ executablePath, args: flags, headless: true })
}
