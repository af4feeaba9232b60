import { randomUUIDv7 } from 'node:crypto'
import type { createPlaylist, Playlist } from '@segue/contracts'
import { repeatable } from '@segue/database'
import { emit } from '@segue/messaging'
import type { Call } from '@segue/service'
import type { Context } from '../context.ts'
import { lockPlaylist } from '../queries/find-playlist.ts'
import { playlistView } from '../queries/playlist-view.ts'
import { announcementOf } from '../queries/save-change.ts'
import { etagOf } from '../rules/if-match.ts'

export const handleCreatePlaylist =
  ({ db, rememberUser }: Context) =>
  async ({ body, caller, claim, reply }: Call<typeof createPlaylist>): Promise<Playlist> => {
    await rememberUser(caller)
    const created = await repeatable(db, claim, async (tx) => {
      const { name, description = null, visibility = 'private', collaborative = false } = body
      const where = { owner_id: caller.user_id, playlist_id: randomUUIDv7() }
      const created_at = new Date()
      const times = { created_at, updated_at: created_at }
      await tx.insertInto('playlist_owners').values(where).execute()
      await tx.insertInto('playlists').values({ ...where, name, description, visibility, collaborative, version: 1, item_count: 0, last_key: null, keys_epoch: 0, ...times }).execute()
      const playlist = await lockPlaylist(tx, where.owner_id, where.playlist_id)
      await emit(tx, 'playlist.created', announcementOf(playlist))
      return playlistView(playlist)
    })
    reply.header('etag', etagOf(created.version))
    return created
  }
