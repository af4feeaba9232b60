import { useState, type KeyboardEvent } from 'react'
import { useServices } from '../services.ts'
import { clock, duration } from '../songs/song-text.ts'
import { useStore } from '../store.ts'
import { useWaveform } from './use-waveform.ts'
import { Waveform } from './waveform.tsx'

const steps_s: Record<string, number> = { ArrowLeft: -5, ArrowDown: -5, ArrowRight: 5, ArrowUp: 5, PageDown: -15, PageUp: 15, Home: -Infinity, End: Infinity }
/** `End` leaves a little to hear. */
const before_end_s = 1

/** Where the song is, over its own shape. Arrow keys move five seconds; a drag is heard when it ends. */
export function SeekBar() {
  const { player } = useServices()
  const { song, waveform_url, duration_s } = useStore(player.state)
  const { position_s, buffered_s } = useStore(player.clock)
  const [dragged_s, setDragged] = useState<number | null>(null)
  const [isHeld, setHeld] = useState(false)
  const peaks = useWaveform(waveform_url)
  const shown_s = dragged_s ?? position_s
  const part = (seconds: number) => (duration_s > 0 ? Math.min(1, seconds / duration_s) : 0)
  const length = duration(duration_s * 1000)

  function step(event: KeyboardEvent): void {
    const by_s = steps_s[event.key]
    if (by_s === undefined) return
    event.preventDefault()
    player.seek(Math.max(0, Math.min(position_s + by_s, duration_s - before_end_s)))
  }

  function release(): void {
    if (dragged_s !== null) player.seek(dragged_s)
    setDragged(null)
    setHeld(false)
  }

  return (
    <div className="seek">
      <span className="seek-time">{clock(shown_s + 0.05)}</span>
      <div className={dragged_s === null ? 'seek-track' : 'seek-track dragged'}>
        <Waveform peaks={peaks} played={part(shown_s)} buffered={part(buffered_s)} />
        <input
          type="range"
          aria-label="Seek"
          aria-valuetext={`${clock(shown_s + 0.05)} of ${length}`}
          min="0"
          max={Math.max(duration_s, 0.1)}
          step="0.1"
          value={shown_s}
          disabled={song === null}
          onPointerDown={() => setHeld(true)}
          onPointerUp={release}
          onPointerCancel={release}
          onKeyDown={step}
          onChange={({ target }) => (isHeld ? setDragged(Number(target.value)) : player.seek(Number(target.value)))}
        />
      </div>
      <span className="seek-time">{song === null ? clock(0) : length}</span>
    </div>
  )
}
