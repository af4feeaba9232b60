import { ApiProblem } from '@segue/api-client'
import { getMyArtist } from '@segue/contracts'
import { useState } from 'react'
import { useServices } from '../services.ts'
import { Dialog } from '../shell/dialog.tsx'
import { Problem } from '../shell/problem.tsx'
import { problemText } from '../shell/problem-text.ts'
import { useAnswer } from '../songs/use-answer.ts'
import { usePart } from '../store.ts'
import { BecomeArtist } from './become-artist.tsx'
import { UploadForm } from './upload-form.tsx'
import { UploadProgressView } from './upload-progress-view.tsx'

export function UploadDialog({ onClose }: { readonly onClose: () => void }) {
  const { uploader } = useServices()
  const isIdle = usePart(uploader.state, ({ stage }) => stage === 'idle')
  return (
    <Dialog title="Upload a song" onClose={onClose}>
      {isIdle ? <Beginning /> : <UploadProgressView onClose={onClose} />}
    </Dialog>
  )
}

/** Who uploads must be an artist first. */
function Beginning() {
  const { session, uploader } = useServices()
  const [asked, setAsked] = useState(0)
  const { answer } = useAnswer(String(asked), (signal) =>
    session.client.call(getMyArtist, { signal }).catch((error: unknown) => {
      if (error instanceof ApiProblem && error.code === 'artist_not_found') return null
      throw error
    }),
  )
  if (!globalThis.isSecureContext) return <Problem>Browsers can vouch for a file on a secure page alone. Open Segue by its https address to upload.</Problem>
  if (answer.status === 'loading') return <output className="soft">One moment …</output>
  if (answer.status === 'failed') return <Problem>{problemText(answer.error)}</Problem>
  if (answer.value === null) return <BecomeArtist onDone={() => setAsked(asked + 1)} />
  return <UploadForm artist={answer.value.name} onSubmit={uploader.begin} />
}
