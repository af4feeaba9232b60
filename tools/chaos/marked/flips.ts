import { randomUUID } from 'node:crypto'
import { followArtist, likeSong, listFollowing, listLikes, unfollowArtist, unlikeSong } from '@segue/contracts'
import type { Person } from '@segue/tools/visitors'
import { everyPage } from './every-page.ts'
import { compare, type Kind } from './kind.ts'

/** Likes, given and taken back in turn, so that one repeated too late shows. */
export const likes = ({ client }: Person, song_ids: readonly string[]): Kind =>
  flips('like', song_ids, {
    flip: (song_id, on, idempotency_key) => client.call(on ? likeSong : unlikeSong, { params: { song_id }, idempotency_key }),
    list: async () => (await everyPage((query) => client.call(listLikes, { query }))).map(({ song }) => song.id),
  })

export const follows = ({ client }: Person, artist_ids: readonly string[]): Kind =>
  flips('follow', artist_ids, {
    flip: (artist_id, on, idempotency_key) => client.call(on ? followArtist : unfollowArtist, { params: { artist_id }, idempotency_key }),
    list: async () => (await everyPage((query) => client.call(listFollowing, { query }))).map(({ artist }) => artist.id),
  })

interface Flips {
  flip(id: string, on: boolean, idempotency_key: string): Promise<unknown>
  list(): Promise<readonly string[]>
}

function flips(what: string, ids: readonly string[], { flip, list }: Flips): Kind {
  const on = new Set<string>()
  let acknowledged = 0
  return {
    what,
    pause_ms: 200,
    async write(insist) {
      const id = ids[acknowledged % ids.length] ?? ''
      const key = randomUUID()
      const wanted = !on.has(id)
      await insist(what, () => flip(id, wanted, key))
      if (wanted) on.add(id)
      else on.delete(id)
      acknowledged++
    },
    tally: async () => ({ acknowledged, ...compare(on, await list()) }),
  }
}
