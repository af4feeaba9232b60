import type { SongCard } from '@segue/contracts'
import { useServices } from '../services.ts'
import { Icon } from '../shell/icon.tsx'
import { usePart } from '../store.ts'

export function LikeButton({ song }: { readonly song: SongCard }) {
  const { session, likes, askToSignIn } = useServices()
  const isVisitor = usePart(session.state, ({ status }) => status === 'signed_out')
  const isLiked = usePart(likes.state, ({ song_ids }) => song_ids.has(song.id))
  const like = () => void likes.toggle(song).catch(() => {})
  return (
    <button
      type="button"
      className={isLiked ? 'icon-button liked' : 'icon-button'}
      aria-pressed={isLiked}
      aria-label={`${isLiked ? 'Unlike' : 'Like'} ${song.title}`}
      onClick={() => (isVisitor ? askToSignIn('register', { song, act: like }) : like())}
    >
      <Icon name="heart" filled={isLiked} />
    </button>
  )
}
