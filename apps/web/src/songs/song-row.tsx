import type { SongCard } from '@segue/contracts'
import { Icon } from '../shell/icon.tsx'
import { Artwork } from './artwork.tsx'
import { LikeButton } from './like-button.tsx'
import { artistNames, clock } from './song-text.ts'
import { usePlay } from './use-play.ts'

interface SongRowProps {
  readonly songs: readonly SongCard[]
  readonly index: number
  /** What stands before the song: a rank. */
  readonly lead?: string
}

export function SongRow({ songs, index, lead }: SongRowProps) {
  const song = songs[index]
  const { isCurrent, isPlaying, label, press, warm } = usePlay(songs, index)
  if (song === undefined) return null
  return (
    <li className={isCurrent ? 'row current' : 'row'} onPointerEnter={warm}>
      {lead !== undefined && <span className="row-lead">{lead}</span>}
      <button type="button" className="row-play" aria-label={label} onClick={press} onFocus={warm}>
        <Artwork song={song} />
        <span className="row-glyph">
          <Icon name={isPlaying ? 'pause' : 'play'} />
        </span>
      </button>
      <span className="row-text">
        <span className="row-title">{song.title}</span>
        <span className="row-by">
          {song.explicit && <abbr title="Explicit">E</abbr>}
          {artistNames(song)}
        </span>
      </span>
      <span className="row-genre">{song.genre}</span>
      <LikeButton song={song} />
      <span className="row-time">{clock(song.duration_ms / 1000)}</span>
    </li>
  )
}
