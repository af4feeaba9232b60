import type { Client } from '@segue/api-client'
import { likeSong, listLikes, unlikeSong, type SongCard } from '@segue/contracts'
import { createStore, type Store } from '../store.ts'

export interface LikesState {
  /** Latest first. */
  readonly songs: readonly SongCard[]
  readonly song_ids: ReadonlySet<string>
}

export interface Likes {
  readonly state: Store<LikesState>
  load(): Promise<void>
  clear(): void
  /** Shown at once, and taken back when the server refuses. */
  toggle(song: SongCard): Promise<void>
}

const stateOf = (songs: readonly SongCard[]): LikesState => ({ songs, song_ids: new Set(songs.map(({ id }) => id)) })

export function createLikes(client: Client): Likes {
  const state = createStore<LikesState>(stateOf([]))
  /** Grows when another listener comes: an answer for the one before is dropped. */
  let visit = 0
  const put = (song: SongCard, isLiked: boolean) => {
    const others = state.get().songs.filter(({ id }) => id !== song.id)
    state.set(stateOf(isLiked ? [song, ...others] : others))
  }
  return {
    state,
    clear() {
      visit++
      state.set(stateOf([]))
    },
    async load() {
      const mine = ++visit
      const songs: SongCard[] = []
      let cursor: string | null = null
      do {
        const page: { items: { song: SongCard }[]; next_cursor: string | null } = await client.call(listLikes, { query: { limit: 100, ...(cursor === null ? {} : { cursor }) } })
        songs.push(...page.items.map(({ song }) => song))
        cursor = page.next_cursor
      } while (cursor !== null && mine === visit)
      if (mine === visit) state.set(stateOf(songs))
    },
    async toggle(song) {
      const mine = visit
      const wasLiked = state.get().song_ids.has(song.id)
      put(song, !wasLiked)
      try {
        await client.call(wasLiked ? unlikeSong : likeSong, { params: { song_id: song.id } })
      } catch (error) {
        if (mine === visit) put(song, wasLiked)
        throw error
      }
    },
  }
}
