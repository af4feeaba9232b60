import { useRef, useState, type FormEvent } from 'react'
import { useServices, type AccountMode, type Wish } from '../services.ts'
import { Dialog } from '../shell/dialog.tsx'
import { formText } from '../shell/form-text.ts'
import { Problem } from '../shell/problem.tsx'
import { problemText } from '../shell/problem-text.ts'
import { Artwork } from '../songs/artwork.tsx'
import { artistNames } from '../songs/song-text.ts'

interface AccountDialogProps {
  readonly mode: AccountMode
  readonly wish: Wish | undefined
  readonly onMode: (mode: AccountMode) => void
  readonly onClose: () => void
}

export function AccountDialog({ mode, wish, onMode, onClose }: AccountDialogProps) {
  const { session } = useServices()
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const isNew = mode === 'register'
  const title = isNew ? 'Create account' : 'Sign in'

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const fields = new FormData(event.currentTarget)
    setBusy(true)
    setProblem(null)
    try {
      const credentials = { email: formText(fields, 'email').trim(), password: formText(fields, 'password') }
      await (isNew ? session.register({ ...credentials, display_name: formText(fields, 'display_name').trim() }) : session.signIn(credentials))
      onClose()
      wish?.act()
    } catch (error) {
      setProblem(problemText(error))
      setBusy(false)
    }
  }

  function change(): void {
    setProblem(null)
    onMode(isNew ? 'sign_in' : 'register')
  }

  return (
    <Dialog title={title} onClose={onClose} first={form}>
      {wish !== undefined && (
        <div className="wish">
          <Artwork song={wish.song} width_px={56} />
          <span className="song-text">
            <span className="song-title">{wish.song.title}</span>
            <span className="song-by">{artistNames(wish.song)} — right after this</span>
          </span>
        </div>
      )}
      <form ref={form} className="form" onSubmit={(event) => void submit(event)}>
        {isNew && (
          <label>
            Name
            <input name="display_name" autoComplete="name" required maxLength={80} />
          </label>
        )}
        <label>
          E-mail
          <input name="email" type="email" autoComplete="username" required maxLength={254} />
        </label>
        <label>
          Password
          <input
            name="password"
            type="password"
            autoComplete={isNew ? 'new-password' : 'current-password'}
            aria-describedby={isNew ? 'password-rule' : undefined}
            required
            minLength={isNew ? 8 : 1}
            maxLength={256}
          />
        </label>
        {isNew && (
          <small id="password-rule" className="rule">
            At least 8 characters.
          </small>
        )}
        {problem !== null && <Problem>{problem}</Problem>}
        <button type="submit" className="strong" disabled={isBusy}>
          {title}
        </button>
      </form>
      <p className="soft">
        {isNew ? 'Have an account?' : 'New here?'}{' '}
        <button type="button" className="link" onClick={change}>
          {isNew ? 'Sign in instead' : 'Create one'}
        </button>
      </p>
    </Dialog>
  )
}
