import { existsSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import packed, { inflate } from '@sparticuz/chromium'

export interface Chromium {
  readonly executablePath: string
  readonly env: Record<string, string>
}

const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome']

/** The machine's Chromium where there is one, otherwise the one that npm carries; SEGUE_CHROMIUM names another, or `npm`. */
export async function findChromium(): Promise<Chromium> {
  const env = Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined))
  const wanted = process.env['SEGUE_CHROMIUM'] ?? installed.find((path) => existsSync(path)) ?? 'npm'
  if (wanted !== 'npm') return { executablePath: wanted, env }
  const executablePath = await packed.executablePath()
  const bin = join(dirname(findPackageJSON('@sparticuz/chromium', import.meta.url) ?? ''), 'bin')
  // A machine without a browser seldom has the libraries of one; the package carries those too.
  const libraries = join(await inflate(join(bin, 'al2023.tar.br')), 'lib')
  return { executablePath, env: { ...env, LD_LIBRARY_PATH: libraries, FONTCONFIG_PATH: join(tmpdir(), 'fonts') } }
}
