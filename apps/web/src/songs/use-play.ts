import type { SongCard } from '@segue/contracts'
import { useServices } from '../services.ts'
import { useStore } from '../store.ts'

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
  const { status } = useStore(session.state)
  const state = useStore(player.state)
  const song = songs[index]
  const isCurrent = song !== undefined && state.song?.id === song.id
  const isPlaying = isCurrent && (state.status === 'playing' || state.status === 'loading')
  return {
    isCurrent,
    isPlaying,
    label: `${isPlaying ? 'Pause' : 'Play'} ${song?.title ?? ''}`,
    press() {
      if (status !== 'signed_in') askToSignIn('register')
      else if (isCurrent && state.problem === null) player.toggle()
      else void player.play(songs, index)
    },
    warm() {
      if (status === 'signed_in' && song !== undefined && !isCurrent) player.warm(song.id)
    },
  }
}
