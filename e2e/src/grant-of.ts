import { getSong, type ReplyOf } from '@segue/contracts'
import { cookiesOf, type SetCookie } from './cookies-of.ts'
import type { Person } from './people.ts'
import { rawRequest, type RawAnswer } from './raw-request.ts'

type Stream = NonNullable<ReplyOf<typeof getSong>['stream']>

export interface Grant {
  readonly song: ReplyOf<typeof getSong>
  readonly stream: Stream
  readonly cookies: Readonly<Record<string, SetCookie>>
  /** What a browser sends under the cookies' path. */
  readonly cookie: string
  /** Directory of the audio version on the edge, with a slash at the end. */
  readonly version: string
  readonly headers: Headers
}

/** What this listener gets to play a song with. */
export async function grantOf({ client }: Pick<Person, 'client'>, song_id: string): Promise<Grant> {
  const { body: song, headers } = await client.send(getSong, { params: { song_id } })
  if (!song.stream) throw new Error(`no stream: ${song.unavailable_reason}`)
  const cookies = cookiesOf(headers)
  return {
    song,
    stream: song.stream,
    cookies,
    cookie: cookieHeader(cookies),
    version: song.waveform_url.replace(/waveform\.json$/, ''),
    headers,
  }
}

export const cookieHeader = (cookies: Readonly<Record<string, Pick<SetCookie, 'value'>>>): string =>
  Object.entries(cookies)
    .map(([name, { value }]) => `${name}=${value}`)
    .join('; ')

/** Asks the edge, the target byte for byte as it stands in the URL. */
export function fromEdge(url: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<RawAnswer> {
  const { origin } = new URL(url)
  return rawRequest(origin, { method, target: url.slice(origin.length), headers })
}
