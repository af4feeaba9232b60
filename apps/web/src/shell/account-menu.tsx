import { useServices } from '../services.ts'
import { useStore } from '../store.ts'
import { UploadButton } from '../upload/upload-button.tsx'
import { Icon } from './icon.tsx'

const patience_ms = 1_000

export function AccountMenu({ onUpload }: { readonly onUpload: () => void }) {
  const { session, player, askToSignIn } = useServices()
  const state = useStore(session.state)

  /** What was heard is told while the session still stands, but nobody waits long for it. */
  async function signOut(): Promise<void> {
    await Promise.race([player.stop(), new Promise((resolve) => setTimeout(resolve, patience_ms))])
    await session.signOut()
  }

  if (state.status === 'opening') return <div className="account" aria-busy="true" />
  if (state.status === 'signed_out') {
    return (
      <div className="account">
        <button type="button" className="quiet" onClick={() => askToSignIn('sign_in')}>
          Sign in
        </button>
        <button type="button" className="strong" onClick={() => askToSignIn('register')}>
          Create account
        </button>
      </div>
    )
  }
  return (
    <div className="account">
      <UploadButton onPress={onUpload} />
      <span className="whoami" title={`${state.user.email} · ${state.user.plan}`}>
        <span className="avatar" aria-hidden="true">
          {[...state.user.display_name][0]}
        </span>
        <span className="wide-only">{state.user.display_name}</span>
      </span>
      <button type="button" className="quiet sign-out" aria-label="Sign out" title="Sign out" onClick={() => void signOut()}>
        <Icon name="leave" />
      </button>
    </div>
  )
}
