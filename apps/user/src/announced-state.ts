import { beforeEveryId, envelopeOf, stateOf, type State } from '@segue/messaging'
import type { Kysely } from 'kysely'
import type { Tables, UserRow } from './db/tables.ts'
import { announcementOf } from './users/announce-user.ts'

/** What others may remember of users. */
export const announcedState = (db: Kysely<Tables>): readonly State[] => [
  stateOf<UserRow>({
    name: 'users',
    types: ['user.updated'],
    count: async () => (await db.selectFrom('users').select((is) => is.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n,
    page: (after, limit) =>
      db.selectFrom('users').selectAll().where('user_id', '>', after?.user_id ?? beforeEveryId).orderBy('user_id').limit(limit).execute(),
    announce: (users) => users.map((user) => envelopeOf('user.updated', announcementOf(user))),
  }),
]
