import { useEffect, useRef } from 'react'
import { useServices } from '../services.ts'
import { Icon } from '../shell/icon.tsx'
import { Problem } from '../shell/problem.tsx'
import { usePlay } from '../songs/use-play.ts'
import { useStore } from '../store.ts'
import { isUnderWay } from './uploader.ts'
import { wholePercent } from './whole-percent.ts'

const headlines = { idle: '', sending: 'Sending the file', processing: 'Making it streamable', ready: 'It is out', failed: 'This one can’t be published' }
const megabytes = (bytes: number) => (bytes / 1_048_576).toFixed(1)

export function UploadProgressView({ onClose }: { readonly onClose: () => void }) {
  const { uploader } = useServices()
  const upload = useStore(uploader.state)
  const { stage, title, sent_bytes, total_bytes, renditions, song, problem } = upload
  useWarning(stage === 'sending')
  return (
    <div className={`upload-progress ${stage}`}>
      <output className="upload-headline">{headlines[stage]}</output>
      <p className="upload-title">{title}</p>
      {stage !== 'failed' && (
        <>
          <Bar label="File" percent={stage === 'sending' ? wholePercent(upload) : 100} note={stage === 'sending' ? `${megabytes(sent_bytes)} of ${megabytes(total_bytes)} MB` : undefined} />
          {Object.entries(renditions).map(([rendition, percent]) => (
            <Bar key={rendition} label={rendition.replace('k', ' kbps')} percent={percent} />
          ))}
        </>
      )}
      {problem !== null && <Problem>{problem}</Problem>}
      {song !== null && <PlayIt song={song} onPlay={onClose} />}
      <div className="upload-actions">
        {isUnderWay(upload) && (
          <>
            <button type="button" className="quiet" onClick={uploader.cancel}>
              Cancel upload
            </button>
            <button type="button" className="quiet" onClick={onClose}>
              Hide, it goes on
            </button>
          </>
        )}
        {(stage === 'ready' || stage === 'failed') && (
          <button type="button" className={stage === 'failed' ? 'strong' : 'quiet'} onClick={uploader.reset}>
            {stage === 'failed' ? 'Try another file' : 'Upload another'}
          </button>
        )}
      </div>
    </div>
  )
}

function PlayIt({ song, onPlay }: { readonly song: Parameters<typeof usePlay>[0][number]; readonly onPlay: () => void }) {
  const { uploader } = useServices()
  const { label, press } = usePlay([song], 0)
  const play = () => {
    press()
    onPlay()
    uploader.reset()
  }
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => button.current?.focus(), [])
  return (
    <button ref={button} type="button" className="strong" aria-label={label} onClick={play}>
      <Icon name="play" /> Play it
    </button>
  )
}

/** A closed tab would take the rest of the file with it. */
function useWarning(isNeeded: boolean): void {
  useEffect(() => {
    if (!isNeeded) return undefined
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [isNeeded])
}

function Bar({ label, percent, note }: { readonly label: string; readonly percent: number; readonly note?: string | undefined }) {
  return (
    <label className="bar">
      <span>{label}</span>
      <progress max="100" value={percent} />
      <span className="bar-percent">{note ?? `${Math.round(percent)} %`}</span>
    </label>
  )
}
