import type { EventData } from '@segue/contracts'
import type { MessagingTables } from '@segue/messaging'
import type { ColumnType, Generated } from 'kysely'

export interface Tables extends MessagingTables {
  /** One job for each version of a song's audio. */
  jobs: {
    song_id: string
    audio_version: number
    upload: ColumnType<EventData<'song.uploaded'>, string, never>
    state: Generated<'waiting' | 'running' | 'done' | 'rejected' | 'cancelled'>
    attempts: Generated<number>
    /** Counts announcements of progress, so that readers can tell newer from older. */
    announcements: Generated<number>
    due_at: Generated<Date>
    locked_by: string | null
    locked_until: Date | null
    created_at: Generated<Date>
    finished_at: Date | null
    /** Of the upload that queued it. */
    traceparent: string | null
  }
  /** Tombstones; `path` is set while the song's objects wait to be erased. */
  deleted_songs: { song_id: string; path: string | null; due_at: Generated<Date> }
}
