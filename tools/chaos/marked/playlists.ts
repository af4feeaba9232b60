import { randomUUID } from 'node:crypto'
import { addSongs, createPlaylist, listMyPlaylists, listPlaylistItems } from '@segue/contracts'
import type { Person } from '@segue/tools/visitors'
import { everyPage } from './every-page.ts'
import { compare, type Kind } from './kind.ts'

/** Public playlists, one after another. The person has no others. */
export function newPlaylists({ client }: Person, word: string): Kind {
  const ids = new Set<string>()
  return {
    what: 'new playlist',
    pause_ms: 300,
    async write(insist) {
      const idempotency_key = randomUUID()
      const body = { name: `${word} ${ids.size}`, visibility: 'public' } as const
      ids.add((await insist('new playlist', () => client.call(createPlaylist, { body, idempotency_key }))).id)
    },
    async tally() {
      const found = await everyPage((query) => client.call(listMyPlaylists, { query }))
      return { acknowledged: ids.size, ...compare(ids, found.map(({ id }) => id)) }
    },
  }
}

/** Songs added to the end of one playlist: all of them there, in the order in which they were taken. */
export function playlistItems({ client }: Person, playlist_id: string, song_ids: readonly string[]): Kind {
  const acknowledged: string[] = []
  let adds = 0
  return {
    what: 'songs to a playlist',
    pause_ms: 200,
    async write(insist) {
      const idempotency_key = randomUUID()
      const body = { song_ids: song_ids.slice(0, 1 + (adds % song_ids.length)) }
      const { items } = await insist('songs to a playlist', () => client.call(addSongs, { params: { playlist_id }, body, idempotency_key }))
      acknowledged.push(...items.map(({ id }) => id))
      adds++
    },
    async tally() {
      const found = (await everyPage((query) => client.call(listPlaylistItems, { params: { playlist_id }, query }))).map(({ id }) => id)
      const { lost, doubled } = compare(acknowledged, found)
      const isInOrder = lost.length > 0 || doubled.length > 0 || found.every((id, at) => id === acknowledged[at])
      return { acknowledged: acknowledged.length, lost: isInOrder ? lost : ['the order of a playlist'], doubled }
    },
  }
}
