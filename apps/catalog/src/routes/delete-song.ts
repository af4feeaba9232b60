import type { deleteSong } from '@segue/contracts'
import { repeatable } from '@segue/database'
import { emit } from '@segue/messaging'
import type { Call } from '@segue/service'
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { deletionAnnouncement } from '../queries/announce-song.ts'
import { findOwnArtist } from '../queries/artists.ts'
import { appendSongEvents } from '../queries/song-events.ts'
import { findSongKey } from '../queries/songs.ts'
import { discardUploads, eraseDiscarded } from '../uploads/discard-uploads.ts'

/** Deleting what is deleted is done: 204 again, for its owner. */
export const handleDeleteSong =
  ({ db, store }: Context) =>
  async ({ params, caller, claim, refuse }: Call<typeof deleteSong>): Promise<null> => {
    const key = await findSongKey(db, params.song_id)
    if (key === undefined) throw refuse('song_not_found')
    const artist = await findOwnArtist(db, caller.user_id)
    if (artist?.artist_id !== key.artist_id) throw refuse('not_your_song')

    const { artist_id, song_id } = key
    await repeatable(db, claim, async (tx) => {
      const song = await tx
        .updateTable('songs')
        .set({ status: 'deleted', visibility: null, version: sql`version + 1`, updated_at: new Date() })
        .where('artist_id', '=', artist_id)
        .where('song_id', '=', song_id)
        .where('status', '!=', 'deleted')
        .returning('version')
        .executeTakeFirst()
      if (song === undefined) return
      await discardUploads(tx, key)
      await appendSongEvents(tx, key, [{ type: 'gone', data: {} }])
      await emit(tx, 'song.deleted', deletionAnnouncement({ ...key, version: song.version }))
    })
    await eraseDiscarded(db, store, key)
    return null
  }
