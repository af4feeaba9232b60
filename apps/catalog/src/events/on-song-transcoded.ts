import { Rendition, type EventOf } from '@segue/contracts'
import { sql, type Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { announceSong } from '../queries/announce-song.ts'
import { lockProcessing } from '../queries/lock-song.ts'
import { progressOf } from '../queries/progress-of.ts'
import { appendSongEvents } from '../queries/song-events.ts'
import { releaseProcessed } from '../rules/release-song.ts'

/** The audio is there: ready, and published or scheduled, all in this transaction. */
export async function onSongTranscoded(tx: Transaction<Tables>, { data }: EventOf<'song.transcoded'>): Promise<void> {
  const song = await lockProcessing(tx, data)
  if (song === undefined) return
  const { artist_id, song_id } = song
  const { audio_version, path, playlists, duration_ms, loudness_lufs, true_peak_dbtp, source, tags, artwork_path } = data
  await tx
    .insertInto('song_versions')
    .values({
      artist_id,
      song_id,
      n: audio_version,
      path,
      playlists: JSON.stringify(playlists),
      duration_ms,
      loudness_lufs,
      true_peak_dbtp,
      source: JSON.stringify(source),
      tags: JSON.stringify(tags),
    })
    .execute()
  const release = releaseProcessed(song.release_at, new Date())
  await tx
    .updateTable('songs')
    .set({ ...release, status: 'ready', audio_version, artwork_path, version: sql`version + 1`, updated_at: new Date() })
    .where('artist_id', '=', artist_id)
    .where('song_id', '=', song_id)
    .execute()
  const known = await progressOf(tx, song)
  const untold = Rendition.enum.filter((rendition) => known.get(rendition) !== 100)
  await appendSongEvents(tx, song, [
    ...untold.map((rendition) => ({ type: 'progress' as const, data: { rendition, percent: 100 } })),
    { type: 'status', data: { status: 'ready' } },
    { type: 'ready', data: {} },
  ])
  await announceSong(tx, release.visibility === 'scheduled' ? 'song.scheduled' : 'song.published', song)
}
