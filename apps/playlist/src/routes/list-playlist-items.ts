import type { listPlaylistItems, ReplyOf } from '@segue/contracts'
import type { Call } from '@segue/service'
import type { Context } from '../context.ts'
import { findPlaylist } from '../queries/find-playlist.ts'
import { listItems } from '../queries/list-items.ts'
import { mayRead } from '../rules/may-edit.ts'

export const handleListPlaylistItems =
  ({ db, ownerOf, mediaUrl }: Context) =>
  (call: Call<typeof listPlaylistItems>): Promise<ReplyOf<typeof listPlaylistItems>> =>
    db.read(async (reader) => {
      const playlist = await findPlaylist({ db: reader, ownerOf }, call.params.playlist_id)
      if (playlist === null || !mayRead(playlist, call.caller?.user_id ?? null)) throw call.refuse('playlist_not_found')
      return listItems(reader, playlist, { ...call.query, mediaUrl })
    })
