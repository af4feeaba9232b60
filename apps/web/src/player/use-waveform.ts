import { useEffect, useState } from 'react'
import { normalise } from './outline.ts'

/** The outline of a song's loudness, 0–1, or nothing until it is here. */
export function useWaveform(url: string | null): readonly number[] {
  const [outline, setOutline] = useState<{ readonly url: string; readonly peaks: readonly number[] } | null>(null)
  useEffect(() => {
    if (url === null) return undefined
    const abort = new AbortController()
    loadOutline(url, abort.signal).then(
      (peaks) => setOutline({ url, peaks }),
      () => {},
    )
    return () => abort.abort()
  }, [url])
  return outline !== null && outline.url === url ? outline.peaks : none
}

const none: readonly number[] = []

async function loadOutline(url: string, signal: AbortSignal): Promise<readonly number[]> {
  const response = await fetch(url, { signal })
  const { peaks }: { readonly peaks: readonly number[] } = await response.json()
  return normalise(peaks)
}
