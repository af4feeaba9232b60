import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'

export const findArtist = (db: Kysely<Tables>, artist_id: string): Promise<{ readonly artist_id: string } | undefined> =>
  db.selectFrom('artists').select('artist_id').where('artist_id', '=', artist_id).executeTakeFirst()
