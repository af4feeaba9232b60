import { search } from '@segue/contracts'
import { useDeferredValue } from 'react'
import { useServices } from '../services.ts'
import { problemText } from '../shell/problem-text.ts'
import { ArtistCards } from './artist-cards.tsx'
import { Skeleton } from './skeleton.tsx'
import { SongRow } from './song-row.tsx'
import { useAnswer } from './use-answer.ts'

export function SearchResults({ query }: { readonly query: string }) {
  const { session } = useServices()
  const asked = useDeferredValue(query)
  const answer = useAnswer(asked, (signal) => session.client.call(search, { query: { q: asked, type: 'song,artist', limit: 20 }, signal }))
  if (answer.status === 'loading') return <Skeleton />
  if (answer.status === 'failed') {
    return (
      <div className="notice" role="alert">
        <h1>Search is out of breath</h1>
        <p>{problemText(answer.error)}</p>
      </div>
    )
  }
  const songs = answer.value.results.songs?.items ?? []
  const artists = answer.value.results.artists?.items ?? []
  if (songs.length + artists.length === 0) {
    return (
      <div className="notice">
        <h1>Nothing found for “{query}”</h1>
        <p>Try another word — spelling hardly matters.</p>
      </div>
    )
  }
  return (
    <>
      {artists.length > 0 && <ArtistCards artists={artists} />}
      {songs.length > 0 && (
        <section aria-labelledby="found-songs">
          <h2 id="found-songs">Songs</h2>
          <ul className="rows">
            {songs.map((song, index) => (
              <SongRow key={song.id} songs={songs} index={index} />
            ))}
          </ul>
        </section>
      )}
    </>
  )
}
