import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { connectMediaSession } from './player/media-session.ts'
import { loadDecks } from './player/load-decks.ts'
import { createPlayer } from './player/player.ts'
import type { Services } from './services.ts'
import { createSession } from './session/session.ts'
import { createLikes } from './songs/likes.ts'
import { createUploader } from './upload/uploader.ts'

const root = document.querySelector('#root')
if (root === null) throw new Error('the page has no place for the app')
const session = createSession()
const listener = () => {
  const state = session.state.get()
  return state.status === 'signed_in' ? state.user.id : null
}
const player = createPlayer(session.client, listener)
const services: Omit<Services, 'askToSignIn'> = { session, player, likes: createLikes(session.client), uploader: createUploader(session.client) }
connectMediaSession(player)
void session.open()
createRoot(root).render(
  <StrictMode>
    <App services={services} />
  </StrictMode>,
)
// A file that misses its place would open in this tab and end the music.
for (const type of ['dragover', 'drop']) addEventListener(type, (event) => event.preventDefault())
// What plays is fetched once the page stands, so that the first press of play finds it here.
const whenIdle = 'requestIdleCallback' in window ? window.requestIdleCallback.bind(window) : (work: () => void) => setTimeout(work, 500)
whenIdle(() => void loadDecks().catch(() => {}))
