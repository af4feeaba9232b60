import type { EventOf } from '@segue/contracts'
import type { Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { lockProcessing } from '../queries/lock-song.ts'
import { appendSongEvents } from '../queries/song-events.ts'
import { progressOf } from '../queries/progress-of.ts'

/** Progress only grows: what is older than something known is left out. */
export async function onSongTranscoding(tx: Transaction<Tables>, { data }: EventOf<'song.transcoding'>): Promise<void> {
  const song = await lockProcessing(tx, data)
  if (song === undefined) return
  const { rendition, percent } = data
  const known = (await progressOf(tx, song)).get(rendition)
  if (known !== undefined && known >= percent) return
  await appendSongEvents(tx, song, [{ type: 'progress', data: { rendition, percent } }])
}
