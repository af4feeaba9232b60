import type { SongCard } from '@segue/contracts'
import { Icon } from '../shell/icon.tsx'
import { Artwork } from './artwork.tsx'
import { artistNames } from './song-text.ts'
import { usePlay } from './use-play.ts'

export function SongTile({ songs, index }: { readonly songs: readonly SongCard[]; readonly index: number }) {
  const song = songs[index]
  const { isCurrent, isPlaying, label, press, warm } = usePlay(songs, index)
  if (song === undefined) return null
  return (
    <li className={isCurrent ? 'tile current' : 'tile'} onPointerEnter={warm}>
      <div className="tile-cover">
        <Artwork song={song} />
        <button type="button" className="tile-play" aria-label={label} onClick={press} onFocus={warm}>
          <Icon name={isPlaying ? 'pause' : 'play'} />
        </button>
      </div>
      <p className="tile-title">{song.title}</p>
      <p className="tile-by">{artistNames(song)}</p>
    </li>
  )
}
