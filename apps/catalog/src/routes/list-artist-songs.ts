import type { listArtistSongs, ReplyOf } from '@segue/contracts'
import { decodeCursor, encodeCursor } from '@segue/database'
import { refuse, type Call } from '@segue/service'
import { sql, type Kysely } from 'kysely'
import type { Context } from '../context.ts'
import type { Tables } from '../db/tables.ts'
import { findArtist } from '../queries/artists.ts'
import { presentCards, selectSongs } from '../queries/songs.ts'

type Page = ReplyOf<typeof listArtistSongs>

export const handleListArtistSongs =
  ({ db, mediaUrl }: Context) =>
  (call: Call<typeof listArtistSongs>): Promise<Page> =>
    db.read((reader) => listSongs(reader, mediaUrl, call))

async function listSongs(db: Kysely<Tables>, mediaUrl: string, call: Call<typeof listArtistSongs>): Promise<Page> {
  const { limit, offset, cursor } = call.query
  const place = cursor === undefined ? undefined : decodeCursor(cursor, ['time', 'uuid'])
  if (place === null) throw refuse('invalid_cursor')
  const { artist_id } = call.params
  if ((await findArtist(db, artist_id)) === undefined) throw call.refuse('artist_not_found')

  let query = selectSongs(db).where('songs.artist_id', '=', artist_id).where('songs.visibility', '=', 'published')
  if (place !== undefined) {
    const [released_at, song_id] = place
    query = query.where(sql<boolean>`(songs.released_at, songs.song_id) < (${released_at}::timestamptz, ${song_id}::uuid)`)
  }
  const newestFirst = query.orderBy('songs.released_at', 'desc').orderBy('songs.song_id', 'desc')
  const rows = await newestFirst.limit(limit + 1).offset(offset).execute()
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const next_cursor = last?.released_at && rows.length > limit ? encodeCursor([last.released_at.toISOString(), last.song_id]) : null
  return { items: await presentCards(db, page, mediaUrl), next_cursor }
}
