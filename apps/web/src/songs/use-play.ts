import type { SongCard } from '@segue/contracts'
import { useServices } from '../services.ts'
import { usePart } from '../store.ts'

export interface PlayControl {
  readonly isCurrent: boolean
  readonly isPlaying: boolean
  readonly label: string
  press(): void
  warm(): void
}

/** The play button of one song in a list: the rest of the list follows it. */
export function usePlay(songs: readonly SongCard[], index: number): PlayControl {
  const { session, player, askToSignIn } = useServices()
  const song = songs[index]
  const isVisitor = usePart(session.state, ({ status }) => status === 'signed_out')
  const isCurrent = usePart(player.state, (state) => song !== undefined && state.song?.id === song.id)
  const isPlaying = usePart(player.state, ({ status }) => isCurrent && (status === 'playing' || status === 'loading'))
  const play = () => void player.play(songs, index)
  return {
    isCurrent,
    isPlaying,
    label: `${isPlaying ? 'Pause' : 'Play'} ${song?.title ?? ''}`,
    press() {
      if (isVisitor && song !== undefined) askToSignIn('register', { song, act: play })
      else if (isCurrent) player.toggle()
      else play()
    },
    warm() {
      if (!isVisitor && song !== undefined && !isCurrent) player.warm(song.id)
    },
  }
}
