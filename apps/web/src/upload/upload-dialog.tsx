import { useState } from 'react'
import { Dialog } from '../shell/dialog.tsx'
import { problemText } from '../shell/problem-text.ts'
import { useServices } from '../services.ts'
import { useAnswer } from '../songs/use-answer.ts'
import { BecomeArtist } from './become-artist.tsx'
import { myArtist } from './my-artist.ts'
import { UploadForm } from './upload-form.tsx'
import { UploadProgressView } from './upload-progress-view.tsx'
import { useUpload } from './use-upload.ts'

export function UploadDialog({ onClose }: { readonly onClose: () => void }) {
  const { session } = useServices()
  const [became, setBecame] = useState(0)
  const artist = useAnswer(String(became), (signal) => myArtist(session.client, signal))
  const upload = useUpload(session.client)
  return (
    <Dialog title="Upload a song" onClose={onClose}>
      {artist.status === 'loading' && <p role="status">One moment …</p>}
      {artist.status === 'failed' && (
        <p className="problem" role="alert">
          {problemText(artist.error)}
        </p>
      )}
      {artist.status === 'here' && artist.value === null && <BecomeArtist onDone={() => setBecame(became + 1)} />}
      {artist.status === 'here' && artist.value !== null && upload.stage === 'idle' && <UploadForm artist={artist.value.name} onSubmit={upload.begin} />}
      {upload.stage !== 'idle' && <UploadProgressView upload={upload} onAgain={upload.reset} onClose={onClose} />}
    </Dialog>
  )
}
