import { useServices } from '../services.ts'
import { Icon } from '../shell/icon.tsx'
import { Artwork } from '../songs/artwork.tsx'
import { LikeButton } from '../songs/like-button.tsx'
import { artistNames } from '../songs/song-text.ts'
import { useStore } from '../store.ts'
import { SeekBar } from './seek-bar.tsx'
import { Volume } from './volume.tsx'

export function PlayerBar() {
  const { player } = useServices()
  const { song, status, problem, queue, index } = useStore(player.state)
  const isOn = status === 'playing' || status === 'loading'
  return (
    <footer className={song === null ? 'player empty' : 'player'} aria-label="Player">
      <div className="player-song">
        {song === null ? (
          <p className="soft">Nothing on the turntable. Press play on any cover.</p>
        ) : (
          <>
            <Artwork song={song} width_px={64} />
            <span className="song-text">
              <span className="song-title" title={song.title}>
                {song.title}
              </span>
              {problem === null ? (
                <span className="song-by">{artistNames(song)}</span>
              ) : (
                <span className="player-problem" role="alert">
                  {problem}
                </span>
              )}
            </span>
            <LikeButton song={song} />
          </>
        )}
      </div>
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
      <Volume />
    </footer>
  )
}
