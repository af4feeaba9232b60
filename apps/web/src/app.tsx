import { useEffect, useMemo, useState } from 'react'
import { AccountDialog } from './account/account-dialog.tsx'
import type { Player } from './player/player.ts'
import { PlayerBar } from './player/player-bar.tsx'
import { ServicesContext, type Services } from './services.ts'
import type { SessionKeeper } from './session/session.ts'
import { Home } from './songs/home.tsx'
import { createLikes } from './songs/likes.ts'
import { SearchResults } from './songs/search-results.tsx'
import { TopBar } from './shell/top-bar.tsx'
import { useStore } from './store.ts'
import { UploadDialog } from './upload/upload-dialog.tsx'

export function App({ session, player }: { readonly session: SessionKeeper; readonly player: Player }) {
  const [query, setQuery] = useState('')
  const [account, setAccount] = useState<'sign_in' | 'register' | null>(null)
  const [isUploading, setUploading] = useState(false)
  const { status } = useStore(session.state)
  const likes = useMemo(() => createLikes(session.client), [session])
  const services = useMemo<Services>(() => ({ session, player, likes, askToSignIn: (mode = 'sign_in') => setAccount(mode) }), [session, player, likes])

  useEffect(() => {
    if (status === 'signed_in') void likes.load()
    if (status === 'signed_out') {
      likes.clear()
      player.stop()
    }
  }, [status, likes, player])

  return (
    <ServicesContext value={services}>
      <div className="shell">
        <TopBar query={query} onQuery={setQuery} onUpload={() => setUploading(true)} />
        <main className="content">{query.trim() === '' ? <Home /> : <SearchResults query={query.trim()} />}</main>
        <PlayerBar />
      </div>
      {account !== null && <AccountDialog mode={account} onMode={setAccount} onClose={() => setAccount(null)} />}
      {isUploading && <UploadDialog onClose={() => setUploading(false)} />}
    </ServicesContext>
  )
}
