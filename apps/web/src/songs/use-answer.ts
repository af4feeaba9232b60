import { useEffect, useState } from 'react'

export type Answer<T> = { readonly status: 'loading' } | { readonly status: 'failed'; readonly error: unknown } | { readonly status: 'here'; readonly value: T }

/** What `ask` answers, asked again when `key` changes; the old answer stays until the new one is here. */
export function useAnswer<T>(key: string, ask: (signal: AbortSignal) => Promise<T>, again_ms?: number): Answer<T> {
  const [answer, setAnswer] = useState<Answer<T>>({ status: 'loading' })
  useEffect(() => {
    const abort = new AbortController()
    const run = () =>
      ask(abort.signal).then(
        (value) => !abort.signal.aborted && setAnswer({ status: 'here', value }),
        (error: unknown) => !abort.signal.aborted && setAnswer((before) => (before.status === 'here' && again_ms !== undefined ? before : { status: 'failed', error })),
      )
    void run()
    const timer = again_ms === undefined ? undefined : setInterval(() => void run(), again_ms)
    return () => {
      clearInterval(timer)
      abort.abort()
    }
    // `ask` is made anew with every render; `key` says when it asks for something else.
  }, [key, again_ms])
  return answer
}
