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
  (context: Context) =>
  async (call: Call<typeof getPlaylist>): Promise<ReplyOf<typeof getPlaylist>> => {
    const playlist = await findPlaylist(context, call.params.playlist_id)
    if (playlist === null || !mayRead(playlist, call.caller?.user_id ?? null)) throw call.refuse('playlist_not_found')
    const page = await listItems(context.db, playlist, { limit: FIRST_PAGE, mediaUrl: context.mediaUrl })
    call.reply.header('etag', etagOf(playlist.version))
    return { ...playlistView(playlist), ...page }
  }
