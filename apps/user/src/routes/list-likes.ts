import { songCard, type listLikes, type ReplyOf } from '@segue/contracts'
import type { Call } from '@segue/service'
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { pageOf, pageStart } from '../queries/page.ts'

export const handleListLikes =
  ({ db, config }: Context) =>
  async ({ caller, query: { limit, cursor } }: Call<typeof listLikes>): Promise<ReplyOf<typeof listLikes>> => {
    const start = pageStart(cursor)
    const rows = await db.read((reader) =>
      reader
        .selectFrom('likes')
        .innerJoin('songs', 'songs.song_id', 'likes.song_id')
        .select(['likes.song_id', 'liked_at', 'snapshot'])
        .where('user_id', '=', caller.user_id)
        .where('liked', '=', true)
        .where('songs.status', '=', 'published')
        .$if(start !== null, (q) => q.where(sql<boolean>`(liked_at, likes.song_id) < (${start?.time}, ${start?.id})`))
        .orderBy('liked_at', 'desc')
        .orderBy('likes.song_id', 'desc')
        .limit(limit + 1)
        .execute(),
    )
    const { page, next_cursor } = pageOf(rows, limit, ({ liked_at, song_id }) => ({ time: liked_at, id: song_id }))
    const items = page.flatMap(({ snapshot, liked_at }) =>
      snapshot ? [{ song: songCard(snapshot, config.mediaUrl), liked_at: liked_at.toISOString() }] : [],
    )
    return { items, next_cursor }
  }
