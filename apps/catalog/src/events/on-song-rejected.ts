import type { EventOf } from '@segue/contracts'
import type { Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { failSong } from '../queries/fail-song.ts'
import { lockProcessing } from '../queries/lock-song.ts'

/** The file will never become a song: its artist reads why. */
export async function onSongRejected(tx: Transaction<Tables>, { data }: EventOf<'song.rejected'>): Promise<void> {
  const song = await lockProcessing(tx, data)
  if (song !== undefined) await failSong(tx, song, data)
}
