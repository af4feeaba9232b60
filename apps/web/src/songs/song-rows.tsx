import type { SongCard } from '@segue/contracts'
import { SongRow } from './song-row.tsx'

interface SongRowsProps {
  readonly songs: readonly SongCard[]
  /** The first one shown; those before it stand elsewhere on the page and play before it. */
  readonly from?: number
  readonly isRanked?: boolean
}

export function SongRows({ songs, from = 0, isRanked = false }: SongRowsProps) {
  return (
    <ul className={isRanked ? 'rows ranked' : 'rows'}>
      {songs.slice(from).map((song, place) => (
        <SongRow key={song.id} songs={songs} index={from + place} rank={isRanked ? from + place + 1 : null} />
      ))}
    </ul>
  )
}
