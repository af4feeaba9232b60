import { readFileSync } from 'node:fs'

// Loaded before a service in its container (`node --import`). A setting may lie in a file, as orchestrators hand out secrets:
// EDGE_GRANT_KEYS_FROM_FILE=/run/secrets/grant-keys sets EDGE_GRANT_KEYS. And secrets that everybody knows are for this machine alone.
const marker = 'development-only'
const suffix = '_FROM_FILE'

try {
  for (const [name, path] of Object.entries(process.env)) {
    if (name.endsWith(suffix)) process.env[name.slice(0, -suffix.length)] ??= readFileSync(path, 'utf8').trimEnd()
  }
  const known = Object.entries(process.env).flatMap(([name, value]) => (value.includes(marker) ? [name] : []))
  const reached = ['SEGUE_PUBLIC_URL', 'SEGUE_MEDIA_URL', 'SEGUE_PUBLISH_ADDRESS'].filter((name) => !isLoopback(process.env[name]))
  if (known.length > 0 && reached.length > 0) {
    throw new Error(`${reached.map((name) => `${name}=${process.env[name]}`).join(', ')} reaches beyond this machine, and so the development secrets must go: set your own in ${known.join(', ')} (docs/operations/compose.md)`)
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}

/** Of a URL or an address; what is not set is the default, which is loopback. */
function isLoopback(place) {
  if (place === undefined || place === '') return true
  const host = URL.parse(place)?.hostname ?? place
  return /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/.test(host)
}
