import type { addSongs, PlaylistItem, ReplyOf } from '@segue/contracts'
import type { Call } from '@segue/service'
import { changePlaylist } from '../change-playlist.ts'
import type { Context } from '../context.ts'
import { atPosition } from '../queries/neighbours.ts'
import { settleKeys } from '../queries/settle-keys.ts'
import { saveChange } from '../queries/save-change.ts'
import { songsFor, songView } from '../queries/songs.ts'
import { insertItems } from '../queries/write-items.ts'
import { etagOf } from '../rules/if-match.ts'
import { MOST_ITEMS } from '../rules/most-items.ts'
import { keysBetween } from '../rules/position-keys.ts'

export const handleAddSongs =
  (context: Context) =>
  async (call: Call<typeof addSongs>): Promise<ReplyOf<typeof addSongs>> => {
    const song_ids = call.body.song_ids.map((id) => id.toLowerCase())
    const songs = await songsFor(context, call, song_ids)
    const added = await changePlaylist(context, call, async (tx, playlist) => {
      if (song_ids.some((id) => !songs.has(id))) throw call.refuse('song_not_found')
      const item_count = playlist.item_count + song_ids.length
      if (item_count > MOST_ITEMS) throw call.refuse('playlist_full')
      const position = Math.min(call.body.position ?? playlist.item_count, playlist.item_count)
      const { lower, upper } = await atPosition(tx, playlist, position)
      const made = keysBetween(lower, upper, song_ids.length)
      const adding = { added_by: call.caller.user_id, added_at: new Date() }
      const placed = song_ids.flatMap((song_id, index) => (made[index] === undefined ? [] : [{ song_id, position_key: made[index] }]))
      const inserted = await insertItems(tx, playlist, placed, adding)
      const keys = await settleKeys(tx, playlist, made)
      const { version } = await saveChange(tx, playlist, { item_count, ...keys })
      const added_by = { id: adding.added_by, display_name: call.caller.display_name }
      const items = inserted.map(({ item_id, song_id }, index): PlaylistItem => ({
        id: item_id,
        song: songView(song_id, songs.get(song_id) ?? null, true, context.mediaUrl),
        added_by,
        added_at: adding.added_at.toISOString(),
        position: position + index,
      }))
      return { version, items }
    })
    call.reply.header('etag', etagOf(added.version))
    return added
  }
