import { Artwork } from '../songs/artwork.tsx'
import { LikeButton } from '../songs/like-button.tsx'
import { artistNames } from '../songs/song-text.ts'
import { useServices } from '../services.ts'
import { Icon } from '../shell/icon.tsx'
import { useStore } from '../store.ts'
import { SeekBar } from './seek-bar.tsx'

export function PlayerBar() {
  const { player } = useServices()
  const { song, status, volume, problem, queue, index } = useStore(player.state)
  const isOn = status === 'playing' || status === 'loading'
  return (
    <footer className={song === null ? 'player empty' : 'player'} aria-label="Player">
      <div className="player-song">
        {song !== null && (
          <>
            <Artwork song={song} />
            <span className="row-text">
              <span className="row-title">{song.title}</span>
              <span className="row-by">{problem === null ? artistNames(song) : <span role="alert">{problem}</span>}</span>
            </span>
            <LikeButton song={song} />
          </>
        )}
      </div>
      <div className="player-middle">
        <div className="player-controls">
          <button type="button" className="icon-button" aria-label="Previous track" disabled={song === null} onClick={() => void player.previous()}>
            <Icon name="previous" />
          </button>
          <button type="button" className="play-pause" aria-label={isOn ? 'Pause' : 'Resume'} disabled={song === null} data-loading={status === 'loading'} onClick={() => player.toggle()}>
            <Icon name={isOn ? 'pause' : 'play'} />
          </button>
          <button type="button" className="icon-button" aria-label="Next track" disabled={index + 1 >= queue.length} onClick={() => void player.next()}>
            <Icon name="next" />
          </button>
        </div>
        <SeekBar />
      </div>
      <label className="player-volume">
        <Icon name="volume" />
        <input type="range" aria-label="Volume" min="0" max="1" step="0.01" value={volume} onChange={(event) => player.setVolume(Number(event.target.value))} />
      </label>
    </footer>
  )
}
