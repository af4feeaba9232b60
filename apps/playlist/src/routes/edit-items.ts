import type { editItems, ReplyOf } from '@segue/contracts'
import type { Call } from '@segue/service'
import { applyEdits } from '../apply-edits.ts'
import { changePlaylist } from '../change-playlist.ts'
import type { Context } from '../context.ts'
import { listItems } from '../queries/list-items.ts'
import { settleKeys } from '../queries/settle-keys.ts'
import { saveChange } from '../queries/save-change.ts'
import { songsFor } from '../queries/songs.ts'
import { etagOf } from '../rules/if-match.ts'
import { MOST_ITEMS } from '../rules/most-items.ts'
import { FIRST_PAGE } from './get-playlist.ts'

export const handleEditItems =
  (context: Context) =>
  async (call: Call<typeof editItems>): Promise<ReplyOf<typeof editItems>> => {
    const { operations } = call.body
    const song_ids = operations.flatMap((operation) => (operation.op === 'insert' ? [operation.song_id.toLowerCase()] : []))
    const songs = await songsFor(context, call, song_ids)
    const edited = await changePlaylist(context, call, async (tx, playlist) => {
      if (song_ids.some((id) => !songs.has(id))) throw call.refuse('song_not_found')
      const edits = await applyEdits(tx, playlist, operations, { added_by: call.caller.user_id, added_at: new Date() })
      if (edits === null) throw call.refuse('item_not_found')
      if (edits.item_count > MOST_ITEMS) throw call.refuse('playlist_full')
      const keys = await settleKeys(tx, playlist, edits.made)
      const saved = edits.changed ? await saveChange(tx, playlist, { item_count: edits.item_count, ...keys }) : playlist
      const { items } = await listItems(tx, saved, { limit: FIRST_PAGE, mediaUrl: context.mediaUrl })
      return { version: saved.version, items }
    })
    call.reply.header('etag', etagOf(edited.version))
    return edited
  }
