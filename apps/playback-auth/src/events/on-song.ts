import type { EventOf, SongSnapshot } from '@segue/contracts'
import type { Transaction } from 'kysely'
import type { SongState, Tables } from '../db/tables.ts'

type Announced = EventOf<'song.scheduled' | 'song.published' | 'song.updated' | 'song.withdrawn'>

/** Remembers the song as announced, unless something newer is known. */
export const onSong =
  (state: Exclude<SongState, 'deleted'>) =>
  (tx: Transaction<Tables>, { aggregate_id, aggregate_version, data }: Announced): Promise<void> =>
    remember(tx, aggregate_id, aggregate_version, state, data)

/** Leaves a tombstone, so that a late event revives nothing. */
export const onSongDeleted = (tx: Transaction<Tables>, { aggregate_id, aggregate_version }: EventOf<'song.deleted'>): Promise<void> =>
  remember(tx, aggregate_id, aggregate_version, 'deleted', null)

async function remember(tx: Transaction<Tables>, song_id: string, version: number, state: SongState, data: SongSnapshot | null): Promise<void> {
  const snapshot = data === null ? null : JSON.stringify(data)
  await tx
    .insertInto('songs')
    .values({ song_id, version, state, snapshot })
    .onConflict((conflict) => conflict.column('song_id').doUpdateSet({ version, state, snapshot }).where('songs.version', '<', version))
    .execute()
}
