import type { SongCard } from '@segue/contracts'
import { Icon } from '../shell/icon.tsx'
import { Artwork } from './artwork.tsx'
import { LikeButton } from './like-button.tsx'
import { artistNames, duration } from './song-text.ts'
import { usePlay } from './use-play.ts'

interface SongRowProps {
  readonly songs: readonly SongCard[]
  readonly index: number
  readonly rank: number | null
}

export function SongRow({ songs, index, rank }: SongRowProps) {
  const song = songs[index]
  const { isCurrent, isPlaying, label, press, likely } = usePlay(songs, index)
  if (song === undefined) return null
  return (
    <li className={isCurrent ? 'row current' : 'row'} {...likely}>
      {rank !== null && <span className="row-rank">{rank}</span>}
      <button type="button" className="row-play" aria-label={label} onClick={press}>
        <Artwork song={song} width_px={56} />
        <span className="row-glyph">
          <Icon name={isPlaying ? 'pause' : 'play'} />
        </span>
      </button>
      <span className="song-text">
        <span className="song-title" title={song.title}>
          {song.title}
        </span>
        <span className="song-by">
          {song.explicit && <abbr title="Explicit">E</abbr>}
          {artistNames(song)}
        </span>
      </span>
      <span className="row-genre">{song.genre}</span>
      <LikeButton song={song} />
      <span className="row-time">{duration(song.duration_ms)}</span>
    </li>
  )
}
