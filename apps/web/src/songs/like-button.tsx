import type { SongCard } from '@segue/contracts'
import { useServices } from '../services.ts'
import { Icon } from '../shell/icon.tsx'
import { useStore } from '../store.ts'

export function LikeButton({ song }: { readonly song: Pick<SongCard, 'id' | 'title'> }) {
  const { session, likes, askToSignIn } = useServices()
  const { status } = useStore(session.state)
  const { song_ids } = useStore(likes.state)
  const isLiked = song_ids.has(song.id)
  const press = () => (status === 'signed_in' ? void likes.toggle(song.id).catch(() => {}) : askToSignIn())
  return (
    <button type="button" className={isLiked ? 'icon-button liked' : 'icon-button'} aria-pressed={isLiked} aria-label={`${isLiked ? 'Unlike' : 'Like'} ${song.title}`} onClick={press}>
      <Icon name="heart" filled={isLiked} />
    </button>
  )
}
