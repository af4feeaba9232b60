import { beforeEveryId, envelopeOf, stateOf, type State } from '@segue/messaging'
import { sql, type Kysely } from 'kysely'
import type { Tables } from './db/tables.ts'
import { withOwnerName, type NamedPlaylist } from './queries/find-playlist.ts'
import { announcementOf } from './queries/save-change.ts'

/** Playlists, and the tombstones of deleted ones. */
export const announcedState = (db: Kysely<Tables>): readonly State[] => [
  stateOf<NamedPlaylist>({
    name: 'playlists',
    types: ['playlist.updated', 'playlist.deleted'],
    count: async () => (await db.selectFrom('playlists').select((is) => is.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n,
    page: (after, limit) =>
      db
        .selectFrom('playlists')
        .selectAll()
        .select(withOwnerName)
        .where(sql<boolean>`(owner_id, playlist_id) > (${after?.owner_id ?? beforeEveryId}::uuid, ${after?.playlist_id ?? beforeEveryId}::uuid)`)
        .orderBy('owner_id')
        .orderBy('playlist_id')
        .limit(limit)
        .execute(),
    announce: (playlists) => playlists.map(announcement),
  }),
]

function announcement(playlist: NamedPlaylist) {
  const { playlist_id, version, deleted_at } = playlist
  return deleted_at === null
    ? envelopeOf('playlist.updated', announcementOf(playlist))
    : envelopeOf('playlist.deleted', { aggregate_id: playlist_id, aggregate_version: version, data: { playlist_id } })
}
