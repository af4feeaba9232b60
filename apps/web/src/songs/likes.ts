import type { Client } from '@segue/api-client'
import { likeSong, listLikes, unlikeSong } from '@segue/contracts'
import { createStore, type Store } from '../store.ts'

export interface Likes {
  readonly state: Store<{ readonly song_ids: ReadonlySet<string> }>
  load(): Promise<void>
  clear(): void
  /** Shown at once, and taken back when the server refuses. */
  toggle(song_id: string): Promise<void>
}

export function createLikes(client: Client): Likes {
  const state = createStore<{ readonly song_ids: ReadonlySet<string> }>({ song_ids: new Set() })
  const put = (song_id: string, isLiked: boolean) => {
    const song_ids = new Set(state.get().song_ids)
    if (isLiked) song_ids.add(song_id)
    else song_ids.delete(song_id)
    state.set({ song_ids })
  }
  return {
    state,
    clear: () => state.set({ song_ids: new Set() }),
    async load() {
      const song_ids = new Set<string>()
      let cursor: string | null = null
      do {
        const page: { items: { song: { id: string } }[]; next_cursor: string | null } = await client.call(listLikes, { query: { limit: 100, ...(cursor === null ? {} : { cursor }) } })
        for (const { song } of page.items) song_ids.add(song.id)
        cursor = page.next_cursor
      } while (cursor !== null)
      state.set({ song_ids })
    },
    async toggle(song_id) {
      const wasLiked = state.get().song_ids.has(song_id)
      put(song_id, !wasLiked)
      try {
        await client.call(wasLiked ? unlikeSong : likeSong, { params: { song_id } })
      } catch (error) {
        put(song_id, wasLiked)
        throw error
      }
    },
  }
}
