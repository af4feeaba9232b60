import { useCallback, useEffect, useRef, useState } from 'react'

export type Answer<T> =
  | { readonly status: 'loading' }
  | { readonly status: 'failed'; readonly error: unknown }
  /** `key` says to which question it is the answer: the old one stays until the new one is here. */
  | { readonly status: 'here'; readonly value: T; readonly key: string }

export interface Asked<T> {
  readonly answer: Answer<T>
  ask(): void
}

export interface AskOptions<T> {
  /** A question that changes with every letter waits a little. */
  readonly wait_ms?: number
  /** Asked again after so long while the page is looked at; null is never. */
  readonly again_ms?: (answer: Answer<T>) => number | null
}

const never = () => null

/** What `question` answers, asked again when `key` changes and when the line comes back. */
export function useAnswer<T>(key: string, question: (signal: AbortSignal) => Promise<T>, { wait_ms = 0, again_ms = never }: AskOptions<T> = {}): Asked<T> {
  const [answer, setAnswer] = useState<Answer<T>>({ status: 'loading' })
  const latest = useRef(question)
  const run = useRef(() => {})
  const ask = useCallback(() => run.current(), [])

  useEffect(() => {
    latest.current = question
  })

  useEffect(() => {
    let abort = new AbortController()
    run.current = () => {
      abort.abort()
      abort = new AbortController()
      const { signal } = abort
      latest.current(signal).then(
        (value) => !signal.aborted && setAnswer({ status: 'here', value, key }),
        // A list that can't be refreshed is better than none.
        (error: unknown) => !signal.aborted && setAnswer((before) => (before.status === 'here' && before.key === key ? before : { status: 'failed', error })),
      )
    }
    const timer = setTimeout(ask, wait_ms)
    addEventListener('online', ask)
    return () => {
      clearTimeout(timer)
      removeEventListener('online', ask)
      abort.abort()
    }
  }, [key, wait_ms, ask])

  const next_ms = again_ms(answer)
  useEffect(() => {
    if (next_ms === null) return undefined
    const timer = setInterval(() => document.visibilityState === 'visible' && ask(), next_ms)
    return () => clearInterval(timer)
  }, [next_ms, ask])

  return { answer, ask }
}
