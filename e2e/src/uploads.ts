import { createHash } from 'node:crypto'
import { request } from 'node:http'
import { readEventStream, type ServerSentEvent } from '@segue/api-client'
import { createSong, streamSongEvents, type ReplyOf } from '@segue/contracts'
import type { Person } from './people.ts'

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64')

type Upload = NonNullable<ReplyOf<typeof createSong>['upload']>
export type SinglePut = Pick<Extract<Upload, { kind: 'single' }>, 'url' | 'headers'>

export interface FileWish {
  readonly bytes: Uint8Array
  readonly name?: string
  readonly content_type?: string
  readonly title?: string
}

/** Makes a song of a file up to 16 MiB that is not sent yet. */
export async function declare(
  { client }: Pick<Person, 'client'>,
  { bytes, name = 'tone.wav', content_type = 'audio/wav', title = 'An Upload' }: FileWish,
) {
  const file = { name, size: bytes.byteLength, content_type, checksum_sha256: sha256(bytes) }
  const { song, upload } = await client.call(createSong, { body: { title, genre: 'test', file } })
  if (upload?.kind !== 'single') throw new Error('not a single upload')
  return { song, upload }
}

/** Sends bytes where they were signed for, with exactly the headers that were said, but for the changes. */
export async function put(
  { url, headers }: SinglePut,
  bytes: Uint8Array<ArrayBuffer>,
  changes: Readonly<Record<string, string>> = {},
): Promise<number> {
  const answer = await fetch(url, { method: 'PUT', headers: { ...headers, ...changes }, body: bytes })
  await answer.body?.cancel()
  return answer.status
}

/** Sends the first half of an upload, then cuts the line. */
export function putHalf({ url, headers }: SinglePut, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const sending = request(url, { method: 'PUT', headers: { ...headers, 'content-length': bytes.byteLength }, agent: false })
    sending.on('error', () => resolve()).on('close', resolve)
    sending.write(bytes.subarray(0, bytes.byteLength >> 1), () => sending.destroy())
  })
}

/** Everything that a song's event stream says until it ends. */
export async function eventsOf({ client }: Pick<Person, 'client'>, song_id: string, after?: string): Promise<readonly ServerSentEvent[]> {
  const response = await client.open(streamSongEvents, {
    params: { song_id },
    ...(after === undefined ? {} : { headers: { 'last-event-id': after } }),
  })
  const events: ServerSentEvent[] = []
  for await (const event of readEventStream(response)) events.push(event)
  return events
}
