import type { Playlist, updatePlaylist } from '@segue/contracts'
import type { Call } from '@segue/service'
import { changePlaylist } from '../change-playlist.ts'
import type { Context } from '../context.ts'
import { playlistView } from '../queries/playlist-view.ts'
import { saveChange } from '../queries/save-change.ts'
import { etagOf } from '../rules/if-match.ts'

export const handleUpdatePlaylist =
  (context: Context) =>
  async (call: Call<typeof updatePlaylist>): Promise<Playlist> => {
    const updated = await changePlaylist(context, call, async (tx, playlist) => {
      const { name = playlist.name, description = playlist.description, visibility = playlist.visibility, collaborative = playlist.collaborative } = call.body
      const details = { name, description, visibility, collaborative }
      const same = name === playlist.name && description === playlist.description && visibility === playlist.visibility && collaborative === playlist.collaborative
      return playlistView(same ? playlist : await saveChange(tx, playlist, details))
    })
    call.reply.header('etag', etagOf(updated.version))
    return updated
  }
