import type { SongCard } from '@segue/contracts'
import { useRef } from 'react'
import { useServices } from '../services.ts'
import { usePart } from '../store.ts'

export interface PlayControl {
  readonly isCurrent: boolean
  readonly isPlaying: boolean
  readonly label: string
  press(): void
  /** For what surrounds the button: a pointer or a focus that stays makes a press likely. */
  readonly likely: {
    onPointerEnter(): void
    onPointerLeave(): void
    onFocus(): void
    onBlur(): void
  }
}

/** A pointer that only passes over a list asks for nothing. */
const stay_ms = 60

/** The play button of one song in a list: the rest of the list follows it. */
export function usePlay(songs: readonly SongCard[], index: number): PlayControl {
  const { session, player, askToSignIn } = useServices()
  const song = songs[index]
  const isVisitor = usePart(session.state, ({ status }) => status === 'signed_out')
  const isCurrent = usePart(player.state, (state) => song !== undefined && state.song?.id === song.id)
  const isPlaying = usePart(player.state, ({ status }) => isCurrent && (status === 'playing' || status === 'loading'))
  const staying = useRef<ReturnType<typeof setTimeout>>(undefined)
  const play = () => void player.play(songs, index)

  function come(): void {
    clearTimeout(staying.current)
    if (!isVisitor && song !== undefined && !isCurrent) staying.current = setTimeout(() => player.warm(song.id), stay_ms)
  }
  const go = () => clearTimeout(staying.current)

  return {
    isCurrent,
    isPlaying,
    label: `${isPlaying ? 'Pause' : 'Play'} ${song?.title ?? ''}`,
    press() {
      if (isVisitor && song !== undefined) askToSignIn('register', { song, act: play })
      else if (isCurrent) player.toggle()
      else play()
    },
    likely: { onPointerEnter: come, onPointerLeave: go, onFocus: come, onBlur: go },
  }
}
