import { createContext, useContext } from 'react'
import type { Player } from './player/player.ts'
import type { SessionKeeper } from './session/session.ts'
import type { Likes } from './songs/likes.ts'

export interface Services {
  readonly session: SessionKeeper
  readonly player: Player
  readonly likes: Likes
  /** Asks a visitor to sign in, or to open an account. */
  askToSignIn(mode?: 'sign_in' | 'register'): void
}

export const ServicesContext = createContext<Services | null>(null)

export function useServices(): Services {
  const services = useContext(ServicesContext)
  if (services === null) throw new Error('outside of the app')
  return services
}
