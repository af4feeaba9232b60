import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import type { ObjectStore } from '@segue/object-store'
import type { ProcessedAudio } from '../media/process-audio.ts'

const at_once = 8

/**
 * Puts everything where listeners will find it. Nobody knows the place before `song.transcoded` is announced, so a run
 * that dies in the middle has published nothing, and the next one writes the same keys again. However it ends, nothing
 * of it is still being written once it has.
 */
export async function publishOutput(store: ObjectStore, output_path: string, output: ProcessedAudio, dir: string, signal: AbortSignal): Promise<void> {
  const { directory, files, cover } = output
  const failed = new AbortController()
  const over = AbortSignal.any([signal, failed.signal])
  const puts = [
    ...files.map(({ path, content_type }) => ({ key: output_path + path, file: join(directory, path), content_type })),
    ...(cover?.files ?? []).map(({ path, content_type }) => ({ key: path, file: join(dir, 'work', path), content_type })),
  ].values()
  const putSome = async () => {
    for (const { key, file, content_type } of puts) {
      over.throwIfAborted()
      await store.put(key, createReadStream(file), { content_type }).catch((error: unknown) => {
        failed.abort(error)
        throw error
      })
    }
  }
  await Promise.allSettled(Array.from({ length: at_once }, putSome))
  over.throwIfAborted()
}
