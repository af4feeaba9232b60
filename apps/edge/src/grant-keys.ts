/** Reads `{"<key pair id>": "<PEM>"}`. @throws Error that says what is wanted, for the start. */
export function readGrantKeys(text: string): Readonly<Record<string, string>> {
  const wanted = 'EDGE_GRANT_KEYS is JSON with at least one public key: {"<key pair id>": "<PEM>"}'
  let keys: unknown
  try {
    keys = JSON.parse(text)
  } catch {
    throw new Error(wanted)
  }
  if (typeof keys !== 'object' || keys === null || Array.isArray(keys)) throw new Error(wanted)
  const entries = Object.entries(keys).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  if (entries.length === 0 || entries.length < Object.keys(keys).length) throw new Error(wanted)
  return Object.fromEntries(entries)
}
