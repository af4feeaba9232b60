import type { listMyPlaylists, ReplyOf } from '@segue/contracts'
import { decodeCursor, encodeCursor } from '@segue/database'
import { refuse, type Call } from '@segue/service'
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { withOwnerName } from '../queries/find-playlist.ts'
import { playlistView } from '../queries/playlist-view.ts'

export const handleListMyPlaylists =
  ({ db }: Context) =>
  async ({ query: { limit, cursor }, caller: { user_id } }: Call<typeof listMyPlaylists>): Promise<ReplyOf<typeof listMyPlaylists>> => {
    const rows = await db.read((reader) =>
      reader
        .selectFrom('playlists')
        .selectAll()
        .select(withOwnerName)
        .where('owner_id', '=', user_id)
        .where('deleted_at', 'is', null)
        .$if(cursor !== undefined, (all) => all.where(behind(cursor ?? '')))
        .orderBy('updated_at', 'desc')
        .orderBy('playlist_id', 'desc')
        .limit(limit + 1)
        .execute(),
    )
    const last = rows.length > limit ? rows[limit - 1] : undefined
    const next_cursor = last === undefined ? null : encodeCursor([last.updated_at.toISOString(), last.playlist_id])
    return { items: rows.slice(0, limit).map(playlistView), next_cursor }
  }

function behind(cursor: string) {
  const [updated_at, playlist_id] = decodeCursor(cursor, ['time', 'uuid']) ?? []
  if (updated_at === undefined) throw refuse('invalid_cursor')
  return sql<boolean>`(updated_at, playlist_id) < (${updated_at}::timestamptz, ${playlist_id}::uuid)`
}
