import type { listMySongs, ReplyOf } from '@segue/contracts'
import { decodeCursor, encodeCursor } from '@segue/database'
import { refuse, type Call } from '@segue/service'
import type { Context } from '../context.ts'
import { findOwnArtist } from '../queries/artists.ts'
import { presentOwnSongs, selectSongs } from '../queries/songs.ts'

/** Ids are UUIDv7: their order is that of making. */
export const handleListMySongs =
  ({ db, mediaUrl }: Context) =>
  async (call: Call<typeof listMySongs>): Promise<ReplyOf<typeof listMySongs>> => {
    const artist = await findOwnArtist(db, call.caller.user_id)
    if (artist === undefined) throw call.refuse('not_an_artist')
    const { limit, cursor, status } = call.query
    const place = cursor === undefined ? undefined : decodeCursor(cursor, ['uuid'])
    if (place === null) throw refuse('invalid_cursor')

    let query = selectSongs(db).where('songs.artist_id', '=', artist.artist_id)
    if (status !== undefined) query = query.where('songs.status', '=', status)
    if (place !== undefined) query = query.where('songs.song_id', '<', place[0])
    const rows = await query.orderBy('songs.song_id', 'desc').limit(limit + 1).execute()
    const page = rows.slice(0, limit)
    const last = page.at(-1)
    const next_cursor = last && rows.length > limit ? encodeCursor([last.song_id]) : null
    return { items: await presentOwnSongs(db, page, mediaUrl), next_cursor }
  }
