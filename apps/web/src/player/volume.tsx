import type { KeyboardEvent } from 'react'
import { useServices } from '../services.ts'
import { Icon } from '../shell/icon.tsx'
import { usePart } from '../store.ts'

const step = 0.05

export function Volume() {
  const { player } = useServices()
  const volume = usePart(player.state, (state) => state.volume)
  const isMuted = usePart(player.state, (state) => state.isMuted)
  const isSilent = isMuted || volume === 0
  const shown = isMuted ? 0 : volume

  function nudge(event: KeyboardEvent): void {
    const by = { ArrowUp: step, ArrowRight: step, ArrowDown: -step, ArrowLeft: -step }[event.key]
    if (by === undefined) return
    event.preventDefault()
    player.setVolume(Math.min(1, Math.max(0, Math.round((shown + by) * 100) / 100)))
  }

  return (
    <div className="player-volume">
      <button type="button" className="icon-button" aria-label={isSilent ? 'Unmute' : 'Mute'} onClick={() => (volume === 0 ? player.setVolume(0.5) : player.setMuted(!isMuted))}>
        <Icon name={isSilent ? 'muted' : 'volume'} />
      </button>
      <input
        type="range"
        className="slider"
        aria-label="Volume"
        aria-valuetext={`${Math.round(shown * 100)} %`}
        min="0"
        max="1"
        step="0.01"
        value={shown}
        style={{ backgroundSize: `${shown * 100}% 4px, 100% 4px` }}
        onKeyDown={nudge}
        onChange={(event) => player.setVolume(Number(event.target.value))}
      />
    </div>
  )
}
