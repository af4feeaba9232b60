import type { editItems, ReplyOf } from '@segue/contracts'
import type { Call } from '@segue/service'
import { changePlaylist } from '../change-playlist.ts'
import type { Context } from '../context.ts'
import { knownItems } from '../queries/known-items.ts'
import { listItems } from '../queries/list-items.ts'
import { settleKeys } from '../queries/settle-keys.ts'
import { saveChange } from '../queries/save-change.ts'
import { songsFor } from '../queries/songs.ts'
import { insertItems, moveItems, removeItems } from '../queries/write-items.ts'
import { etagOf } from '../rules/if-match.ts'
import { MOST_ITEMS } from '../rules/most-items.ts'
import { itemsNamed, planEdits } from '../rules/plan-edits.ts'

/** A page of the list's default size: a hundred items would cost more than the edit does. */
const FIRST_PAGE = 20

export const handleEditItems =
  (context: Context) =>
  async (call: Call<typeof editItems>): Promise<ReplyOf<typeof editItems>> => {
    const { operations } = call.body
    const song_ids = operations.flatMap((operation) => (operation.op === 'insert' ? [operation.song_id.toLowerCase()] : []))
    const songs = await songsFor(context, call, song_ids)
    const edited = await changePlaylist(context, call, async (tx, playlist) => {
      if (song_ids.some((id) => !songs.has(id))) throw call.refuse('song_not_found')
      const known = await knownItems(tx, playlist, itemsNamed(operations))
      if (known === null) throw call.refuse('item_not_found')
      const { moved, removed, inserted, made } = planEdits(known, playlist.last_key, operations)
      const item_count = playlist.item_count + inserted.length - removed.length
      if (item_count > MOST_ITEMS) throw call.refuse('playlist_full')
      const now = new Date()
      await moveItems(tx, playlist, moved)
      await removeItems(tx, playlist, removed, now)
      await insertItems(tx, playlist, inserted, { added_by: call.caller.user_id, added_at: now })
      const changed = made.length + removed.length > 0
      const saved = changed ? await saveChange(tx, playlist, { item_count, ...(await settleKeys(tx, playlist, made)) }) : playlist
      const { items } = await listItems(tx, saved, { limit: FIRST_PAGE, mediaUrl: context.mediaUrl })
      return { version: saved.version, items }
    })
    call.reply.header('etag', etagOf(edited.version))
    return edited
  }
