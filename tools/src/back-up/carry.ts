import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Copies files and folders below one folder to the same places below another, owners and modes kept; what isn't there is passed over. */
export function carry(names: readonly string[], from: string, to: string): void {
  for (const name of names.filter((each) => existsSync(join(from, each)))) {
    mkdirSync(dirname(join(to, name)), { recursive: true, mode: 0o700 })
    execFileSync('cp', ['--archive', join(from, name), join(to, name)])
  }
}
