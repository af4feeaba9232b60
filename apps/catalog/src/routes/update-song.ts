import { isDeepStrictEqual } from 'node:util'
import type { OwnSong, updateSong } from '@segue/contracts'
import { repeatable } from '@segue/database'
import { refuse, type Call } from '@segue/service'
import { sql, type Selectable } from 'kysely'
import type { Context } from '../context.ts'
import type { Tables } from '../db/tables.ts'
import { announceSong } from '../queries/announce-song.ts'
import { lockSong } from '../queries/lock-song.ts'
import { ownSong } from '../queries/own-song.ts'
import { loadOwnSong } from '../queries/songs.ts'
import { changeRelease, type ReleaseState } from '../rules/release-song.ts'

type UpdateSong = Call<typeof updateSong>
type Song = Selectable<Tables['songs']>

/** What a song's readers are told of a change, by what it was and what it became. */
function announcement(before: Song['visibility'], after: ReleaseState['visibility']) {
  if (after === 'scheduled') return 'song.scheduled'
  if (after === 'taken_down') return 'song.withdrawn'
  return before === 'published' ? 'song.updated' : 'song.published'
}

export const handleUpdateSong =
  ({ db, mediaUrl }: Context) =>
  async (call: UpdateSong): Promise<OwnSong> => {
    const key = await ownSong(db, call)
    if (call.body.album_id) throw call.refuse('unknown_album')

    return repeatable(db, call.claim, async (tx) => {
      const song = await lockSong(tx, key)
      if (song === undefined) throw call.refuse('song_not_found')
      const release = releaseOf(song, call)
      const { title = song.title, genre = song.genre, explicit = song.explicit } = call.body
      const changes = { title, genre, explicit, ...release }
      if (!isDeepStrictEqual({ ...song, ...changes }, song)) {
        await tx
          .updateTable('songs')
          .set({ ...changes, version: sql`version + 1`, updated_at: new Date() })
          .where('artist_id', '=', song.artist_id)
          .where('song_id', '=', song.song_id)
          .execute()
        if (release.visibility !== null) await announceSong(tx, announcement(song.visibility, release.visibility), song)
      }
      return loadOwnSong(tx, song, mediaUrl)
    })
  }

function releaseOf(song: Song, call: UpdateSong): Pick<Song, 'visibility' | 'release_at' | 'released_at'> {
  const { visibility, release_at, released_at } = song
  const wanted = call.body.release_at
  const date = wanted === undefined ? {} : { release_at: wanted === null ? null : new Date(wanted) }
  if (visibility === null) {
    if (call.body.visibility !== undefined) throw call.refuse('song_not_ready')
    return { visibility, release_at, released_at, ...date }
  }
  const change = { ...date, ...(call.body.visibility === undefined ? {} : { visibility: call.body.visibility }) }
  const decision = changeRelease({ visibility, release_at, released_at }, change, new Date())
  if (!('refused' in decision)) return decision
  const message = 'The song was released: its date can be put right, not put off'
  throw refuse('invalid_request', { detail: message, errors: [{ path: '/release_at', message }] })
}
