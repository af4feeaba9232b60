import { search } from '@segue/contracts'
import { useServices } from '../services.ts'
import { Notice } from '../shell/notice.tsx'
import { problemText } from '../shell/problem-text.ts'
import { ArtistCards } from './artist-cards.tsx'
import { Skeleton } from './skeleton.tsx'
import { SongRows } from './song-rows.tsx'
import { useAnswer } from './use-answer.ts'

const wait_ms = 80

interface SearchResultsProps {
  readonly query: string
  readonly onQuery: (query: string) => void
}

export function SearchResults({ query, onQuery }: SearchResultsProps) {
  const { session } = useServices()
  const { answer, ask } = useAnswer(query, (signal) => session.client.call(search, { query: { q: query, type: 'song,artist', limit: 50 }, signal }), { wait_ms })
  if (answer.status === 'loading') return <Skeleton />
  if (answer.status === 'failed') {
    return (
      <Notice title="Search is out of breath" isAlert>
        <p>{problemText(answer.error)}</p>
        <button type="button" className="strong" onClick={ask}>
          Try again
        </button>
      </Notice>
    )
  }
  const songs = answer.value.results.songs?.items ?? []
  const artists = answer.value.results.artists?.items ?? []
  const found = `${count(songs.length, 'song')}, ${count(artists.length, 'artist')} for “${answer.key}”`
  return (
    <div className="results" aria-busy={answer.key !== query}>
      <output className="unseen">{found}</output>
      {songs.length + artists.length === 0 && (
        <Notice title={`Nothing found for “${answer.key}”`}>
          <p>Try fewer letters or another word. Spelling hardly matters: titles, artists and genres are searched.</p>
          <button type="button" className="quiet outlined" onClick={() => onQuery('')}>
            Back to the music
          </button>
        </Notice>
      )}
      {artists.length > 0 && <ArtistCards artists={artists} onArtist={onQuery} />}
      {songs.length > 0 && (
        <section aria-labelledby="found-songs">
          <h2 id="found-songs">Songs</h2>
          <SongRows songs={songs} />
        </section>
      )}
    </div>
  )
}

const count = (many: number, what: string): string => `${many} ${what}${many === 1 ? '' : 's'}`
