import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { createPlayer } from './player/player.ts'
import { createSession } from './session/session.ts'
import './styles/index.css'

const root = document.querySelector('#root')
if (root === null) throw new Error('the page has no place for the app')
const session = createSession()
const player = createPlayer(session.client)
void session.open()
createRoot(root).render(
  <StrictMode>
    <App session={session} player={player} />
  </StrictMode>,
)
