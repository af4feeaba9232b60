import { uploadSong, type Client } from '@segue/api-client'
import { deleteSong, getSong, type SongCard } from '@segue/contracts'
import { problemText } from '../shell/problem-text.ts'
import { createStore, type Store } from '../store.ts'
import { followProcessing } from './follow-processing.ts'

export interface UploadWish {
  readonly file: File
  readonly title: string
  readonly genre: string
  readonly explicit: boolean
}

export interface UploadState {
  readonly stage: 'idle' | 'sending' | 'processing' | 'ready' | 'failed'
  readonly title: string
  readonly sent_bytes: number
  readonly total_bytes: number
  /** Percent of each rendition. */
  readonly renditions: Readonly<Record<string, number>>
  /** What is ready to be played. */
  readonly song: SongCard | null
  /** Why it failed, for a person. */
  readonly problem: string | null
}

export interface Uploader {
  readonly state: Store<UploadState>
  begin(wish: UploadWish): void
  /** Ends the upload, and the unfinished song with it. */
  cancel(): void
  /** Back to an empty form; only what is over is left. */
  reset(): void
}

const idle: UploadState = { stage: 'idle', title: '', sent_bytes: 0, total_bytes: 0, renditions: { '64k': 0, '128k': 0, '320k': 0 }, song: null, problem: null }

export const isUnderWay = ({ stage }: Pick<UploadState, 'stage'>): boolean => stage === 'sending' || stage === 'processing'

/**
 * One upload at a time from the file to `ready`, with real progress: the bytes first, then each rendition as it is
 * encoded. It belongs to the page, not to a dialog: closing that leaves it going on.
 */
export function createUploader(client: Client): Uploader {
  const state = createStore(idle)
  let abort = new AbortController()
  let song_id: string | null = null

  async function run({ file, ...song }: UploadWish, signal: AbortSignal): Promise<void> {
    const sent = await uploadSong({
      client,
      song,
      file,
      signal,
      onCreated: ({ id }) => (song_id = id),
      onProgress: ({ sent_bytes }) => !signal.aborted && state.update({ sent_bytes }),
    })
    state.update({ stage: 'processing', sent_bytes: file.size })
    const onProgress = (rendition: string, percent: number) => state.update({ renditions: { ...state.get().renditions, [rendition]: percent } })
    const ending = await followProcessing({ client, song_id: sent.id, signal, onProgress })
    if (ending.problem !== null) return state.update({ stage: 'failed', problem: ending.problem })
    const ready = await client.call(getSong, { params: { song_id: sent.id }, signal })
    state.update({ stage: 'ready', song: ready, renditions: { '64k': 100, '128k': 100, '320k': 100 } })
  }

  return {
    state,
    begin(wish) {
      abort = new AbortController()
      song_id = null
      const { signal } = abort
      state.set({ ...idle, stage: 'sending', title: wish.title, total_bytes: wish.file.size })
      run(wish, signal).catch((error: unknown) => !signal.aborted && state.update({ stage: 'failed', problem: problemText(error) }))
    },
    cancel() {
      if (!isUnderWay(state.get())) return state.set(idle)
      abort.abort()
      if (song_id !== null) void client.call(deleteSong, { params: { song_id } }).catch(() => {})
      state.set(idle)
    },
    reset: () => state.set(idle),
  }
}
