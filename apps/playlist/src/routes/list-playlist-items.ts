import type { listPlaylistItems, ReplyOf } from '@segue/contracts'
import type { Call } from '@segue/service'
import type { Context } from '../context.ts'
import { findPlaylist } from '../queries/find-playlist.ts'
import { listItems } from '../queries/list-items.ts'
import { mayRead } from '../rules/may-edit.ts'

export const handleListPlaylistItems =
  (context: Context) =>
  async (call: Call<typeof listPlaylistItems>): Promise<ReplyOf<typeof listPlaylistItems>> => {
    const playlist = await findPlaylist(context, call.params.playlist_id)
    if (playlist === null || !mayRead(playlist, call.caller?.user_id ?? null)) throw call.refuse('playlist_not_found')
    return listItems(context.db, playlist, { ...call.query, mediaUrl: context.mediaUrl })
  }
