import { useServices } from '../services.ts'
import { useStore } from '../store.ts'
import { Icon } from './icon.tsx'

interface TopBarProps {
  readonly query: string
  readonly onQuery: (query: string) => void
  readonly onUpload: () => void
}

export function TopBar({ query, onQuery, onUpload }: TopBarProps) {
  return (
    <header className="top-bar">
      <a className="wordmark" href="/" aria-label="Segue, home">
        <img src="/segue.svg" alt="" width="32" height="32" />
        <span>Segue</span>
      </a>
      <search className="search">
        <Icon name="search" />
        <input type="search" aria-label="Search songs and artists" placeholder="Songs, artists — typos welcome" value={query} onChange={(event) => onQuery(event.target.value)} autoComplete="off" spellCheck={false} />
      </search>
      <AccountMenu onUpload={onUpload} />
    </header>
  )
}

function AccountMenu({ onUpload }: { readonly onUpload: () => void }) {
  const { session, askToSignIn } = useServices()
  const state = useStore(session.state)
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
      <button type="button" className="quiet" onClick={onUpload}>
        <Icon name="upload" />
        <span className="wide-only">Upload</span>
      </button>
      <span className="whoami" title={state.user.email}>
        <span className="avatar" aria-hidden="true">
          {[...state.user.display_name][0]}
        </span>
        <span className="wide-only">{state.user.display_name}</span>
      </span>
      <button type="button" className="quiet" onClick={() => void session.signOut()}>
        Sign out
      </button>
    </div>
  )
}
