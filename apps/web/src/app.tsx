import { useEffect, useMemo, useState } from 'react'
import { AccountDialog } from './account/account-dialog.tsx'
import { PlayerBar } from './player/player-bar.tsx'
import { ServicesContext, type AccountMode, type Services, type Wish } from './services.ts'
import { Ambience } from './shell/ambience.tsx'
import { OfflineNotice } from './shell/offline-notice.tsx'
import { TopBar } from './shell/top-bar.tsx'
import { useShortcuts } from './shell/use-shortcuts.ts'
import { useQuery } from './shell/use-query.ts'
import { Home } from './songs/home.tsx'
import { SearchResults } from './songs/search-results.tsx'
import { usePart } from './store.ts'
import { UploadDialog } from './upload/upload-dialog.tsx'

interface Asking {
  readonly mode: AccountMode
  readonly wish: Wish | undefined
}

export function App({ services }: { readonly services: Omit<Services, 'askToSignIn'> }) {
  const { session, player, likes, uploader } = services
  const [query, setQuery] = useQuery()
  const [asking, setAsking] = useState<Asking | null>(null)
  const [isUploading, setUploading] = useState(false)
  const user_id = usePart(session.state, (state) => (state.status === 'signed_in' ? state.user.id : null))
  const all = useMemo<Services>(() => ({ ...services, askToSignIn: (mode, wish) => setAsking({ mode, wish }) }), [services])
  useShortcuts(player)

  useEffect(() => {
    if (user_id === null) return undefined
    void likes.load().catch(() => {})
    // Whoever comes next hears, likes and uploads in their own name.
    return () => {
      likes.clear()
      uploader.cancel()
      void player.stop()
    }
  }, [user_id, likes, uploader, player])

  const isAsking = asking !== null || isUploading
  return (
    <ServicesContext value={all}>
      <div className="shell" aria-hidden={isAsking || undefined}>
        <Ambience />
        <TopBar query={query} onQuery={setQuery} onUpload={() => setUploading(true)} />
        <OfflineNotice />
        <main className="content">{query.trim() === '' ? <Home /> : <SearchResults query={query.trim()} onQuery={setQuery} />}</main>
        <PlayerBar />
      </div>
      {asking !== null && <AccountDialog {...asking} onMode={(mode) => setAsking({ ...asking, mode })} onClose={() => setAsking(null)} />}
      {isUploading && <UploadDialog onClose={() => setUploading(false)} />}
    </ServicesContext>
  )
}
