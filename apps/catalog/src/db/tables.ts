import type { ChartWindow, EmbeddedTags, EventData, SongStatus, SongVisibility } from '@segue/contracts'
import type { MessagingTables } from '@segue/messaging'
import type { ColumnType, Generated } from 'kysely'

type Json<T> = ColumnType<T, string, string>

export interface Tables extends MessagingTables {
  artists: {
    artist_id: string
    owner_user_id: string
    name: string
    country: string | null
    bio: string | null
    genres: string[]
    image_path: string | null
    version: Generated<number>
    created_at: Generated<Date>
  }
  /** The global index user → artist: one each. */
  artist_owners: { user_id: string; artist_id: string }
  /** The global index song → artist; it outlives the song, so that a late event finds its tombstone. */
  song_artists: { song_id: string; artist_id: string }
  songs: {
    artist_id: string
    song_id: string
    title: string
    genre: string
    explicit: boolean
    featured_artist_ids: string[]
    status: SongStatus | 'deleted'
    visibility: SongVisibility | null
    failure_code: string | null
    failure_message: string | null
    release_at: Date | null
    released_at: Date | null
    /** The version that plays, null until one is ready. */
    audio_version: number | null
    /** The version that was uploaded last. */
    latest_audio_version: Generated<number>
    artwork_path: string | null
    /** Grows with every change that is announced. */
    version: Generated<number>
    created_at: Generated<Date>
    updated_at: Generated<Date>
  }
  song_versions: {
    artist_id: string
    song_id: string
    n: number
    path: string
    playlists: Json<Record<string, string>>
    duration_ms: number
    loudness_lufs: number
    true_peak_dbtp: number
    source: Json<EventData<'song.transcoded'>['source']>
    tags: Json<EmbeddedTags>
    created_at: Generated<Date>
  }
  /** `discarded` waits for its bytes to be erased. */
  uploads: {
    artist_id: string
    upload_id: string
    song_id: string
    audio_version: number
    kind: 'single' | 'multipart' | 'form'
    status: Generated<'open' | 'completed' | 'discarded'>
    file_name: string
    size: number
    content_type: string
    checksum_sha256: string | null
    part_size: number | null
    part_count: number | null
    /** The store's own id of a multipart upload, once it was begun there. */
    store_upload_id: string | null
    expires_at: Date
    created_at: Generated<Date>
  }
  /** What the song's event stream replays; ids grow in the order of commits. */
  song_events: {
    artist_id: string
    song_id: string
    id: number
    /** `gone` ends the stream of a deleted song and is not sent. */
    type: 'status' | 'progress' | 'ready' | 'failed' | 'gone'
    data: Json<Record<string, unknown>>
    created_at: Generated<Date>
  }
  /** Region '' stands for an unknown one. */
  /** Of all time: the sum of the hours, kept because there are many of them. */
  song_plays: { artist_id: string; song_id: string; plays: number }
  hourly_plays: { artist_id: string; song_id: string; hour: Date; region: string; plays: number }
  chart_snapshots: { chart_window: ChartWindow; generation: number; generated_at: Date; next_update_at: Date }
  /** Genre in lower case; '' stands for all genres, or all regions. */
  chart_entries: {
    chart_window: ChartWindow
    genre: string
    region: string
    generation: number
    rank: number
    artist_id: string
    song_id: string
    plays: number
  }
}
