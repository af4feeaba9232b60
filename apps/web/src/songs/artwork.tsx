import type { SongCard } from '@segue/contracts'
import { useState } from 'react'
import { Icon } from '../shell/icon.tsx'

interface ArtworkProps {
  readonly song: Pick<SongCard, 'id' | 'artwork_url'>
  /** How wide it is drawn at most: the smaller file does for a row. */
  readonly width_px: number
}

/** A song's cover, or a quiet stand-in whose colour is the song's own. */
export function Artwork({ song, width_px }: ArtworkProps) {
  const [lost, setLost] = useState<string | null>(null)
  const { artwork_url } = song
  if (artwork_url !== null && artwork_url !== lost) {
    const small = artwork_url.replace(/-640\.jpg$/, '-300.jpg')
    return (
      <img
        className="artwork"
        src={artwork_url}
        srcSet={small === artwork_url ? undefined : `${small} 300w, ${artwork_url} 640w`}
        sizes={`${width_px}px`}
        alt=""
        loading="lazy"
        decoding="async"
        width="300"
        height="300"
        onError={() => setLost(artwork_url)}
      />
    )
  }
  const hue = Number.parseInt(song.id.slice(-4), 16) % 360
  return (
    <span className="artwork stand-in" style={{ background: `linear-gradient(140deg, hsl(${hue} 42% 34%), hsl(${(hue + 50) % 360} 46% 17%))` }}>
      <Icon name="note" />
    </span>
  )
}
