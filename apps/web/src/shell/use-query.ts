import { useCallback, useEffect, useState } from 'react'

const written = () => new URLSearchParams(location.search).get('q') ?? ''

/** What is searched for, kept in the address, so that it survives a reload and can be sent to a friend. */
export function useQuery(): readonly [string, (query: string) => void] {
  const [query, setQuery] = useState(written)
  useEffect(() => {
    const take = () => setQuery(written())
    addEventListener('popstate', take)
    return () => removeEventListener('popstate', take)
  }, [])
  const put = useCallback((next: string) => {
    setQuery(next)
    const address = next.trim() === '' ? location.pathname : `?${new URLSearchParams({ q: next })}`
    // A search is one step back, not one for each letter.
    if (written() === '' && next.trim() !== '') history.pushState(null, '', address)
    else history.replaceState(null, '', address)
  }, [])
  return [query, put]
}
