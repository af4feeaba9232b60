import type { listFollowing, ReplyOf } from '@segue/contracts'
import type { Call } from '@segue/service'
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { pageOf, pageStart } from '../queries/page.ts'
import { artistCard } from '../rules/artist-card.ts'

export const handleListFollowing =
  ({ db, config }: Context) =>
  async ({ caller, query: { limit, cursor } }: Call<typeof listFollowing>): Promise<ReplyOf<typeof listFollowing>> => {
    const start = pageStart(cursor)
    const rows = await db.read((reader) =>
      reader
        .selectFrom('follows')
        .innerJoin('artists', 'artists.artist_id', 'follows.artist_id')
        .select(['follows.artist_id', 'followed_at', 'snapshot'])
        .where('user_id', '=', caller.user_id)
        .where('followed', '=', true)
        .$if(start !== null, (q) => q.where(sql<boolean>`(followed_at, follows.artist_id) < (${start?.time}, ${start?.id})`))
        .orderBy('followed_at', 'desc')
        .orderBy('follows.artist_id', 'desc')
        .limit(limit + 1)
        .execute(),
    )
    const { page, next_cursor } = pageOf(rows, limit, ({ followed_at, artist_id }) => ({ time: followed_at, id: artist_id }))
    const items = page.map(({ snapshot, followed_at }) => ({
      artist: artistCard(snapshot, config.mediaUrl),
      followed_at: followed_at.toISOString(),
    }))
    return { items, next_cursor }
  }
