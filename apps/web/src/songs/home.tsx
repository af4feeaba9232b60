import { listTrending } from '@segue/contracts'
import { useState } from 'react'
import { useServices } from '../services.ts'
import { Notice } from '../shell/notice.tsx'
import { problemText } from '../shell/problem-text.ts'
import { usePart } from '../store.ts'
import { Skeleton } from './skeleton.tsx'
import { SongRows } from './song-rows.tsx'
import { SongTile } from './song-tile.tsx'
import { Spotlight } from './spotlight.tsx'
import { useAnswer, type Answer } from './use-answer.ts'

const tiles = 6
const few = 12
/** The first songs of a new installation appear by themselves. */
const again_ms = (answer: Answer<{ readonly items: readonly unknown[] }>) => (answer.status === 'here' && answer.value.items.length >= few ? 60_000 : 5_000)

export function Home() {
  const { session, likes, uploader } = useServices()
  const published = usePart(uploader.state, ({ song }) => song?.id ?? '')
  const { answer: chart, ask } = useAnswer(`trending ${published}`, (signal) => session.client.call(listTrending, { query: { limit: 50 }, signal }), { again_ms })
  const liked = usePart(likes.state, ({ songs }) => songs)
  const [wantsLiked, setWantsLiked] = useState(false)
  const showsLiked = wantsLiked && liked.length > 0

  if (chart.status === 'loading') return <Skeleton />
  if (chart.status === 'failed') {
    return (
      <Notice title="The needle is up" isAlert>
        <p>{problemText(chart.error)}</p>
        <button type="button" className="strong" onClick={ask}>
          Try again
        </button>
      </Notice>
    )
  }
  const songs = chart.value.items.map(({ song }) => song)
  if (songs.length === 0 && liked.length === 0) {
    return (
      <Notice title="Quiet, for the moment">
        <p>Nothing is published yet. The first songs appear here by themselves as soon as they are ready.</p>
      </Notice>
    )
  }
  return (
    <>
      {liked.length > 0 && (
        <fieldset className="switcher">
          <legend className="unseen">What to show</legend>
          <button type="button" aria-pressed={!showsLiked} onClick={() => setWantsLiked(false)}>
            Everyone plays
          </button>
          <button type="button" aria-pressed={showsLiked} onClick={() => setWantsLiked(true)}>
            You like
          </button>
        </fieldset>
      )}
      {showsLiked ? (
        <section aria-labelledby="liked">
          <h1 id="liked">Songs you like</h1>
          <SongRows songs={liked} />
        </section>
      ) : (
        <>
          <Spotlight songs={songs} wasPlayed={(chart.value.items[0]?.plays ?? 0) > 0} />
          <section aria-labelledby="front">
            <h2 id="front">In the air today</h2>
            <ul className="tiles">
              {songs.slice(1, tiles + 1).map((song, place) => (
                <SongTile key={song.id} songs={songs} index={place + 1} />
              ))}
            </ul>
          </section>
          {songs.length > tiles + 1 && (
            <section aria-labelledby="more">
              <h2 id="more">And further down the chart</h2>
              <SongRows songs={songs} from={tiles + 1} isRanked />
            </section>
          )}
        </>
      )}
    </>
  )
}
