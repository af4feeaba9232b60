import { isDeepStrictEqual } from 'node:util'

const asked_at_once = 8

/**
 * Asks eight times at once, so that each process that may answer does, and returns what all of them say; throws while they
 * differ. What one process has heard of, another may not know for half a second: whoever polls this and then looks
 * again sees the same.
 */
export const everywhere =
  <T>(look: () => Promise<T>) =>
  async (): Promise<T> => {
    const [first, ...others] = await Promise.all(Array.from({ length: asked_at_once }, look))
    for (const other of others)
      if (!isDeepStrictEqual(other, first)) throw new Error(`one says ${JSON.stringify(first)}, another ${JSON.stringify(other)}`)
    return first as T
  }
