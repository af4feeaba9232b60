import { readEventStream, uploadSong, type Client } from '@segue/api-client'
import { streamSongEvents } from '@segue/contracts'
import { useEffect, useRef, useState } from 'react'
import { problemText } from '../shell/problem-text.ts'

export interface UploadWish {
  readonly file: File
  readonly title: string
  readonly genre: string
  readonly explicit: boolean
}

export interface UploadState {
  readonly stage: 'idle' | 'sending' | 'processing' | 'ready' | 'failed'
  readonly title: string
  /** Part of the bytes that arrived, 0–1. */
  readonly sent: number
  /** Percent of each rendition. */
  readonly renditions: Readonly<Record<string, number>>
  readonly problem: string | null
}

export interface Upload extends UploadState {
  begin(wish: UploadWish): void
  reset(): void
}

const idle: UploadState = { stage: 'idle', title: '', sent: 0, renditions: { '64k': 0, '128k': 0, '320k': 0 }, problem: null }

const refusals: Record<string, string> = {
  not_audio: 'This file is not audio.',
  corrupt_audio: 'The audio in this file is damaged.',
  truncated_audio: 'This file ends too early.',
  silent_audio: 'There is nothing to hear in this file.',
  too_short: 'A song needs at least one second.',
  too_long: 'A song can last four hours at most.',
}

/** One upload from the file to `ready`, with real progress: the bytes first, then each rendition as it is encoded. */
export function useUpload(client: Client): Upload {
  const [state, setState] = useState(idle)
  const abort = useRef<AbortController | null>(null)
  useEffect(() => () => abort.current?.abort(), [])

  const change = (part: Partial<UploadState>) => setState((before) => ({ ...before, ...part }))

  async function run({ file, ...song }: UploadWish, signal: AbortSignal): Promise<void> {
    const { id } = await uploadSong({ client, song, file, signal, onProgress: ({ sent_bytes, total_bytes }) => change({ sent: sent_bytes / total_bytes }) })
    change({ stage: 'processing', sent: 1 })
    const response = await client.open(streamSongEvents, { params: { song_id: id }, signal })
    for await (const { event, data } of readEventStream(response, signal)) {
      const told: Record<string, unknown> = JSON.parse(data)
      if (event === 'progress') setState((before) => ({ ...before, renditions: { ...before.renditions, [String(told['rendition'])]: Number(told['percent']) } }))
      if (event === 'ready') return change({ stage: 'ready' })
      if (event === 'failed') return change({ stage: 'failed', problem: refusals[String(told['code'])] ?? `The file was refused (${String(told['code'])}).` })
    }
  }

  return {
    ...state,
    begin(wish) {
      abort.current = new AbortController()
      const { signal } = abort.current
      setState({ ...idle, stage: 'sending', title: wish.title })
      run(wish, signal).catch((error: unknown) => !signal.aborted && change({ stage: 'failed', problem: problemText(error) }))
    },
    reset: () => setState(idle),
  }
}
