import type { SongCard } from '@segue/contracts'
import { Icon } from '../shell/icon.tsx'
import { Artwork } from './artwork.tsx'
import { LikeButton } from './like-button.tsx'
import { artistNames } from './song-text.ts'
import { usePlay } from './use-play.ts'

export function SongTile({ songs, index }: { readonly songs: readonly SongCard[]; readonly index: number }) {
  const song = songs[index]
  const { isCurrent, isPlaying, label, press, likely } = usePlay(songs, index)
  if (song === undefined) return null
  return (
    <li className={isCurrent ? 'tile current' : 'tile'} {...likely}>
      <div className="tile-cover">
        <Artwork song={song} width_px={240} />
        <button type="button" className="tile-play" aria-label={label} onClick={press}>
          <Icon name={isPlaying ? 'pause' : 'play'} />
        </button>
      </div>
      <div className="tile-foot">
        <div className="song-text">
          <p className="song-title" title={song.title}>
            {song.title}
          </p>
          <p className="song-by">{artistNames(song)}</p>
        </div>
        <LikeButton song={song} />
      </div>
    </li>
  )
}
