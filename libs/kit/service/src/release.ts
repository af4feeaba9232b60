import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { basename } from 'node:path'
import { pathToFileURL } from 'node:url'

let named: string | undefined

/** What runs here, in logs, metrics and traces: as it was named, otherwise the version of the package that the process was started from. */
export const release = (): string => (named ??= startedVersion())

/** Names the release, before anything is made that tells of it. */
export function nameRelease(text: string): void {
  named = text
}

function startedVersion(): string {
  const [, entry] = process.argv
  const file = entry === undefined ? undefined : findPackageJSON(pathToFileURL(entry))
  // Where no folder above has a package.json, it hands back the file itself.
  if (file === undefined || basename(file) !== 'package.json') return 'unknown'
  const { version }: { readonly version?: unknown } = JSON.parse(readFileSync(file, 'utf8'))
  return typeof version === 'string' ? version : 'unknown'
}
