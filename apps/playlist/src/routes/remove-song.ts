import type { removeSong } from '@segue/contracts'
import type { Call } from '@segue/service'
import { changePlaylist } from '../change-playlist.ts'
import type { Context } from '../context.ts'
import { saveChange } from '../queries/save-change.ts'

export const handleRemoveSong =
  (context: Context) =>
  (call: Call<typeof removeSong>): Promise<null> =>
    changePlaylist(context, call, async (tx, playlist) => {
      const { numUpdatedRows } = await tx
        .updateTable('playlist_items')
        .set({ removed_at: new Date() })
        .where('owner_id', '=', playlist.owner_id)
        .where('playlist_id', '=', playlist.playlist_id)
        .where('song_id', '=', call.params.song_id)
        .where('removed_at', 'is', null)
        .executeTakeFirst()
      if (numUpdatedRows > 0n) await saveChange(tx, playlist, { item_count: playlist.item_count - Number(numUpdatedRows) })
      return null
    })
