import type { SongCard } from '@segue/contracts'
import { Icon } from '../shell/icon.tsx'
import { Artwork } from './artwork.tsx'
import { LikeButton } from './like-button.tsx'
import { artistNames, duration } from './song-text.ts'
import { usePlay } from './use-play.ts'

interface SpotlightProps {
  readonly songs: readonly SongCard[]
  /** The chart is filled up with what is new. */
  readonly wasPlayed: boolean
}

/** The first song of the chart, its record half out of the sleeve while it plays. */
export function Spotlight({ songs, wasPlayed }: SpotlightProps) {
  const [song] = songs
  const { isPlaying, label, press, likely } = usePlay(songs, 0)
  if (song === undefined) return null
  return (
    <section className={isPlaying ? 'spotlight playing' : 'spotlight'} aria-labelledby="spotlight" {...likely}>
      <div className="sleeve">
        <span className="record" aria-hidden="true" />
        <Artwork song={song} width_px={380} />
      </div>
      <div className="spotlight-text">
        <p className="eyebrow">{wasPlayed ? 'Most played today' : 'Just out'}</p>
        <h1 id="spotlight">{song.title}</h1>
        <p className="spotlight-by">{artistNames(song)}</p>
        <p className="soft">
          {song.genre} · {duration(song.duration_ms)}
          {song.explicit && ' · explicit'}
        </p>
        <div className="spotlight-actions">
          <button type="button" className="strong large" aria-label={label} onClick={press}>
            <Icon name={isPlaying ? 'pause' : 'play'} />
            {isPlaying ? 'Pause' : 'Play'}
          </button>
          <LikeButton song={song} />
        </div>
      </div>
    </section>
  )
}
