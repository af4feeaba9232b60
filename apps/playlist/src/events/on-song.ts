import { songCard, type EventOf, type SongCard } from '@segue/contracts'
import type { Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'

type Announced = EventOf<'song.scheduled' | 'song.published' | 'song.updated' | 'song.withdrawn'>

/** Remembers a song as announced, unless something newer is known. */
export const onSong =
  ({ available }: { readonly available: boolean }) =>
  (tx: Transaction<Tables>, { aggregate_id, aggregate_version, data }: Announced): Promise<void> =>
    remember(tx, aggregate_id, aggregate_version, available, songCard(data, ''))

/** Leaves a tombstone, so that a late event revives nothing. */
export const onSongDeleted = (tx: Transaction<Tables>, { aggregate_id, aggregate_version }: EventOf<'song.deleted'>): Promise<void> =>
  remember(tx, aggregate_id, aggregate_version, false, null)

async function remember(tx: Transaction<Tables>, song_id: string, version: number, available: boolean, song: SongCard | null): Promise<void> {
  const state = { version, available, card: song === null ? null : JSON.stringify(song) }
  await tx
    .insertInto('songs')
    .values({ song_id, ...state })
    .onConflict((conflict) => conflict.column('song_id').doUpdateSet(state).where('songs.version', '<', version))
    .execute()
}
