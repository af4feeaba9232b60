import type { SongCard } from '@segue/contracts'
import { Icon } from '../shell/icon.tsx'

/** A song's cover, or a quiet stand-in whose colour is the song's own. */
export function Artwork({ song }: { readonly song: Pick<SongCard, 'id' | 'artwork_url'> }) {
  if (song.artwork_url !== null) return <img className="artwork" src={song.artwork_url} alt="" loading="lazy" width="300" height="300" />
  const hue = Number.parseInt(song.id.slice(-4), 16) % 360
  return (
    <span className="artwork stand-in" style={{ background: `linear-gradient(140deg, hsl(${hue} 45% 32%), hsl(${(hue + 50) % 360} 50% 18%))` }}>
      <Icon name="note" />
    </span>
  )
}
