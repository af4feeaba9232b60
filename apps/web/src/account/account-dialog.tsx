import { useState, type FormEvent } from 'react'
import { useServices } from '../services.ts'
import { Dialog } from '../shell/dialog.tsx'
import { problemText } from '../shell/problem-text.ts'

interface AccountDialogProps {
  readonly mode: 'sign_in' | 'register'
  readonly onMode: (mode: 'sign_in' | 'register') => void
  readonly onClose: () => void
}

export function AccountDialog({ mode, onMode, onClose }: AccountDialogProps) {
  const { session } = useServices()
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const isNew = mode === 'register'
  const title = isNew ? 'Create account' : 'Sign in'

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => String(form.get(name) ?? '')
    setBusy(true)
    setProblem(null)
    try {
      const credentials = { email: text('email'), password: text('password') }
      await (isNew ? session.register({ ...credentials, display_name: text('display_name') }) : session.signIn(credentials))
      onClose()
    } catch (error) {
      setProblem(problemText(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <Dialog title={title} onClose={onClose}>
      <form className="form" onSubmit={(event) => void submit(event)}>
        {isNew && (
          <label>
            Name
            <input name="display_name" autoComplete="name" required maxLength={80} />
          </label>
        )}
        <label>
          E-mail
          <input name="email" type="email" autoComplete="email" required maxLength={254} />
        </label>
        <label>
          Password
          <input name="password" type="password" autoComplete={isNew ? 'new-password' : 'current-password'} required minLength={isNew ? 8 : 1} maxLength={256} />
          {isNew && <small>At least 8 characters.</small>}
        </label>
        {problem !== null && (
          <p className="problem" role="alert">
            {problem}
          </p>
        )}
        <button type="submit" className="strong" disabled={isBusy}>
          {title}
        </button>
      </form>
      <p className="switch">
        {isNew ? 'Have an account?' : 'New here?'}{' '}
        <button type="button" className="link" onClick={() => onMode(isNew ? 'sign_in' : 'register')}>
          {isNew ? 'Sign in instead' : 'Create one'}
        </button>
      </p>
    </Dialog>
  )
}
