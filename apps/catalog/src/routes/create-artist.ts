import { randomUUIDv7 } from 'node:crypto'
import type { createArtist } from '@segue/contracts'
import { repeatable } from '@segue/database'
import { emit } from '@segue/messaging'
import type { Call } from '@segue/service'
import type { Context } from '../context.ts'
import { artistAnnouncement, presentArtist } from '../queries/artists.ts'

export const handleCreateArtist =
  ({ db, mediaUrl }: Context) =>
  ({ caller, body, claim, refuse }: Call<typeof createArtist>) =>
    repeatable(db, claim, async (tx) => {
      const artist_id = randomUUIDv7()
      const owner_user_id = caller.user_id
      const { name, country = null, bio = null, genres = [] } = body
      const { numInsertedOrUpdatedRows } = await tx
        .insertInto('artist_owners')
        .values({ user_id: owner_user_id, artist_id })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirstOrThrow()
      if (numInsertedOrUpdatedRows === 0n) throw refuse('already_an_artist')

      const artist = await tx
        .insertInto('artists')
        .values({ artist_id, owner_user_id, name, country, bio, genres, image_path: null })
        .returningAll()
        .executeTakeFirstOrThrow()
      await emit(tx, 'artist.created', artistAnnouncement(artist))
      return presentArtist(artist, mediaUrl)
    })
