import { Misconfigured } from '../misconfigured.ts'

/** Where an index lives: the server, and the name of the alias that searches go to. */
export interface Place {
  readonly node: string
  readonly alias: string
  /** An alias that is there while a rebuild fills the index behind it. */
  readonly next: string
}

/** `https://user:password@host:9200/prefix`; the path is the prefix of all index names, `segue` without one. */
export function placeOf(url: string): Place {
  const { origin, username, password, pathname, protocol, host } = new URL(url)
  const alias = pathname.replaceAll(/^\/+|\/+$/g, '') || 'segue'
  if (!/^[a-z0-9][a-z0-9_.-]{0,99}$/.test(alias)) throw new Misconfigured(`"${alias}" can't begin the name of an index: lower-case letters, digits, - and _`)
  return { node: username === '' ? origin : `${protocol}//${username}:${password}@${host}`, alias, next: `${alias}-next` }
}
