import type { EventOf } from '@segue/contracts'
import { sql, type Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'

type ArtistAnnouncement = EventOf<'artist.created' | 'artist.updated'>

/** Remembers an artist as announced; an older announcement changes nothing. */
export async function onArtistAnnounced(tx: Transaction<Tables>, { aggregate_version: version, data }: ArtistAnnouncement): Promise<void> {
  await sql`
    insert into artists (artist_id, version, snapshot) values (${data.artist_id}, ${version}, ${JSON.stringify(data)})
    on conflict (artist_id) do update set version = excluded.version, snapshot = excluded.snapshot
    where artists.version < excluded.version`.execute(tx)
}
