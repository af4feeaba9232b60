import { listTrending } from '@segue/contracts'
import { useServices } from '../services.ts'
import { problemText } from '../shell/problem-text.ts'
import { Skeleton } from './skeleton.tsx'
import { SongRow } from './song-row.tsx'
import { SongTile } from './song-tile.tsx'
import { useAnswer } from './use-answer.ts'

const tiles = 6
const refresh_ms = 5_000

export function Home() {
  const { session } = useServices()
  const chart = useAnswer('trending', (signal) => session.client.call(listTrending, { query: { limit: 50 }, signal }), refresh_ms)
  if (chart.status === 'loading') return <Skeleton />
  if (chart.status === 'failed') {
    return (
      <div className="notice" role="alert">
        <h1>No music right now</h1>
        <p>{problemText(chart.error)}</p>
      </div>
    )
  }
  const songs = chart.value.items.map(({ song }) => song)
  if (songs.length === 0) {
    return (
      <div className="notice">
        <h1>Quiet, for the moment</h1>
        <p>Nothing is published yet. The first songs appear here by themselves as soon as they are ready.</p>
      </div>
    )
  }
  return (
    <>
      <section aria-labelledby="front">
        <h1 id="front">Press play</h1>
        <ul className="tiles">
          {songs.slice(0, tiles).map((song, index) => (
            <SongTile key={song.id} songs={songs} index={index} />
          ))}
        </ul>
      </section>
      {songs.length > tiles && (
        <section aria-labelledby="more">
          <h2 id="more">Everything else people play</h2>
          <ul className="rows">
            {songs.slice(tiles).map((song, place) => (
              <SongRow key={song.id} songs={songs} index={place + tiles} lead={String(place + tiles + 1)} />
            ))}
          </ul>
        </section>
      )}
    </>
  )
}
