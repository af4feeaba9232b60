export interface SetCookie {
  readonly name: string
  readonly value: string
  /** Lower-case names; a flag is the empty text. */
  readonly attributes: Readonly<Record<string, string>>
}

/** What an answer sets, by the name of the cookie. */
export function cookiesOf(headers: Headers): Readonly<Record<string, SetCookie>> {
  return Object.fromEntries(
    headers.getSetCookie().map((line) => {
      const [pair = '', ...rest] = line.split(/;\s*/)
      const [name, value] = split(pair)
      return [name, { name, value, attributes: Object.fromEntries(rest.map(split).map(([key, text]) => [key.toLowerCase(), text])) }]
    }),
  )
}

const split = (pair: string): [string, string] => {
  const at = pair.indexOf('=')
  return at === -1 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
}
