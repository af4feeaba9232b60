import type { getPlaylist, ReplyOf } from '@segue/contracts'
import type { Call } from '@segue/service'
import type { Context } from '../context.ts'
import { findPlaylist } from '../queries/find-playlist.ts'
import { listItems } from '../queries/list-items.ts'
import { playlistView } from '../queries/playlist-view.ts'
import { etagOf } from '../rules/if-match.ts'
import { mayRead } from '../rules/may-edit.ts'

/** The first page that comes with a playlist. */
const FIRST_PAGE = 100

export const handleGetPlaylist =
  ({ db, ownerOf, mediaUrl }: Context) =>
  (call: Call<typeof getPlaylist>): Promise<ReplyOf<typeof getPlaylist>> =>
    db.read(async (reader) => {
      const playlist = await findPlaylist({ db: reader, ownerOf }, call.params.playlist_id)
      if (playlist === null || !mayRead(playlist, call.caller?.user_id ?? null)) throw call.refuse('playlist_not_found')
      const page = await listItems(reader, playlist, { limit: FIRST_PAGE, mediaUrl })
      call.reply.header('etag', etagOf(playlist.version))
      return { ...playlistView(playlist), ...page }
    })
