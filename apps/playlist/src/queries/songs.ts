import type { SongCard } from '@segue/contracts'
import { setTimeout as pause } from 'node:timers/promises'
import { sql, type Kysely } from 'kysely'
import type { Context } from '../context.ts'
import type { PlaylistItemSong, Tables } from '../db/tables.ts'
import { mayEdit } from '../rules/may-edit.ts'
import { findPlaylist } from './find-playlist.ts'

const PATIENCE_MS = 2_000
const LOOK_EVERY_MS = 50

/** Those of the songs that are published, by id. */
export async function publishedSongs(db: Kysely<Tables>, song_ids: readonly string[]): Promise<Map<string, SongCard>> {
  const { rows } = await sql<{ song_id: string; card: SongCard }>`
    select song_id, card from songs where song_id = any(${song_ids}::uuid[]) and available and card is not null`.execute(db)
  return new Map(rows.map(({ song_id, card }) => [song_id, card]))
}

/**
 * The same for a change of a playlist: waits up to 2 s for songs that were published a moment ago and are still on their
 * way, but not for a caller whom the change will be refused. What is missing then does not exist.
 */
export async function songsFor(context: Context, { params, caller }: Wanting, song_ids: readonly string[]): Promise<Map<string, SongCard>> {
  const wanted = new Set(song_ids).size
  if (wanted === 0) return new Map()
  let songs = await publishedSongs(context.db, song_ids)
  if (songs.size === wanted) return songs
  const playlist = await findPlaylist(context, params.playlist_id)
  if (playlist === null || !mayEdit(playlist, caller.user_id).allowed) return songs
  for (const until = performance.now() + PATIENCE_MS; songs.size < wanted && performance.now() < until; ) {
    await pause(LOOK_EVERY_MS)
    songs = await publishedSongs(context.db, song_ids)
  }
  return songs
}

interface Wanting {
  readonly params: { readonly playlist_id: string }
  readonly caller: { readonly user_id: string }
}

/** A song as an item shows it. What was deleted for ever has kept nothing but its id. */
export function songView(song_id: string, card: SongCard | null, available: boolean, mediaUrl: string): PlaylistItemSong {
  if (card === null) return { ...deletedSong, id: song_id }
  return { ...card, artwork_url: card.artwork_url === null ? null : `${mediaUrl}${card.artwork_url}`, unavailable: !available }
}

const deletedSong = {
  title: 'Deleted song',
  artists: [],
  album: null,
  duration_ms: 0,
  genre: '',
  explicit: false,
  artwork_url: null,
  released_at: null,
  unavailable: true,
}
