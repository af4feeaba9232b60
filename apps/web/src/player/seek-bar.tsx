import { clock } from '../songs/song-text.ts'
import { useServices } from '../services.ts'
import { useStore } from '../store.ts'
import { useWaveform } from './use-waveform.ts'
import { Waveform } from './waveform.tsx'

/** Where the song is, over its own shape; dragging or the arrow keys move it. */
export function SeekBar() {
  const { player } = useServices()
  const { song, waveform_url, position_s, duration_s, buffered_s } = useStore(player.state)
  const peaks = useWaveform(waveform_url)
  const part = (seconds: number) => (duration_s > 0 ? Math.min(1, seconds / duration_s) : 0)
  return (
    <div className="seek">
      <span className="seek-time">{clock(position_s)}</span>
      <div className="seek-track">
        <Waveform peaks={peaks} played={part(position_s)} buffered={part(buffered_s)} />
        <input
          type="range"
          aria-label="Seek"
          aria-valuetext={`${clock(position_s)} of ${clock(duration_s)}`}
          min="0"
          max={Math.max(duration_s, 0.1)}
          step="0.1"
          value={position_s}
          disabled={song === null}
          onChange={(event) => player.seek(Number(event.target.value))}
        />
      </div>
      <span className="seek-time">{clock(duration_s)}</span>
    </div>
  )
}
