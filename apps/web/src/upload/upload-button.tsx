import { useServices } from '../services.ts'
import { Icon } from '../shell/icon.tsx'
import { useStore } from '../store.ts'
import { wholePercent } from './whole-percent.ts'

/** Opens the upload; while one goes on behind the closed dialog it says how far it came. */
export function UploadButton({ onPress }: { readonly onPress: () => void }) {
  const { uploader } = useServices()
  const upload = useStore(uploader.state)
  const labels = { idle: 'Upload', sending: `Uploading ${wholePercent(upload)} %`, processing: `Processing ${wholePercent(upload)} %`, ready: 'Upload is out', failed: 'Upload failed' }
  return (
    <button type="button" className={`quiet upload-button ${upload.stage}`} aria-label={labels[upload.stage]} onClick={onPress}>
      <Icon name={upload.stage === 'ready' ? 'check' : 'upload'} />
      <span className={upload.stage === 'idle' ? 'wide-only' : undefined}>{labels[upload.stage]}</span>
    </button>
  )
}
