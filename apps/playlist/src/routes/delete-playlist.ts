import type { deletePlaylist } from '@segue/contracts'
import { emit } from '@segue/messaging'
import type { Call } from '@segue/service'
import { changePlaylist } from '../change-playlist.ts'
import type { Context } from '../context.ts'

export const handleDeletePlaylist =
  (context: Context) =>
  (call: Call<typeof deletePlaylist>): Promise<null> =>
    changePlaylist(
      context,
      call,
      async (tx, { owner_id, playlist_id, version }) => {
        const deleted_at = new Date()
        const emptied = { name: '', description: null, item_count: 0, version: version + 1, updated_at: deleted_at, deleted_at }
        await tx.deleteFrom('playlist_items').where('owner_id', '=', owner_id).where('playlist_id', '=', playlist_id).execute()
        await tx.updateTable('playlists').set(emptied).where('owner_id', '=', owner_id).where('playlist_id', '=', playlist_id).execute()
        await emit(tx, 'playlist.deleted', { aggregate_id: playlist_id, aggregate_version: emptied.version, data: { playlist_id } })
        return null
      },
      { whenDeleted: () => null },
    )
