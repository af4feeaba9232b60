import type { Upload } from './use-upload.ts'

interface UploadProgressViewProps {
  readonly upload: Upload
  readonly onAgain: () => void
  readonly onClose: () => void
}

const headlines = { idle: '', sending: 'Sending the file …', processing: 'Making it streamable …', ready: 'It is out.', failed: 'That did not work.' }

export function UploadProgressView({ upload, onAgain, onClose }: UploadProgressViewProps) {
  const { stage, title, sent, renditions, problem } = upload
  return (
    <div className="upload-progress" aria-live="polite">
      <p className="upload-headline">{headlines[stage]}</p>
      <p className="upload-title">{title}</p>
      <Bar label="File" percent={sent * 100} />
      {Object.entries(renditions).map(([rendition, percent]) => (
        <Bar key={rendition} label={`${rendition.replace('k', '')} kbps`} percent={stage === 'ready' ? 100 : percent} />
      ))}
      {problem !== null && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      {stage === 'ready' && (
        <button type="button" className="strong" onClick={onClose}>
          Done
        </button>
      )}
      {stage === 'failed' && (
        <button type="button" className="strong" onClick={onAgain}>
          Try another file
        </button>
      )}
    </div>
  )
}

function Bar({ label, percent }: { readonly label: string; readonly percent: number }) {
  return (
    <label className="bar">
      <span>{label}</span>
      <progress max="100" value={percent} />
      <span className="bar-percent">{Math.round(percent)} %</span>
    </label>
  )
}
