import { posix } from 'node:path'
import { text } from 'node:stream/consumers'
import type { EventData } from '@segue/contracts'
import { expect } from 'vitest'
import type { Surroundings } from './transcoder-fixture.ts'

/** Holds the store to what `song.transcoded` said: every file that its playlists name, with bytes in it, and no other. */
export async function expectWhole({ store, keys }: Surroundings, { path, playlists }: EventData<'song.transcoded'>): Promise<void> {
  const named = new Set(['waveform.json', ...Object.keys(playlists)])
  for (const [playlist, lines] of Object.entries(playlists)) {
    const inStore = await store.get(path + playlist)
    expect(inStore === null ? null : await text(inStore.body), playlist).toBe(lines)
    for (const uri of urisOf(lines)) named.add(posix.join(posix.dirname(playlist), uri))
  }
  expect(named.size).toBeGreaterThan(10)
  expect((await keys(path)).map((key) => key.slice(path.length)).toSorted()).toEqual([...named].toSorted())
  for (const name of named) expect((await store.head(path + name))?.size, name).toBeGreaterThan(0)
}

const urisOf = (playlist: string): string[] => [
  ...playlist.split('\n').filter((line) => line !== '' && !line.startsWith('#')),
  ...[...playlist.matchAll(/URI="([^"]+)"/g)].flatMap(([, uri]) => uri ?? []),
]
