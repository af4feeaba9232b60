import type { SongCard } from '@segue/contracts'
import { createContext, useContext } from 'react'
import type { Player } from './player/player.ts'
import type { SessionKeeper } from './session/session.ts'
import type { Likes } from './songs/likes.ts'
import type { Uploader } from './upload/uploader.ts'

export type AccountMode = 'sign_in' | 'register'

/** What a visitor wanted when we asked them to sign in; done right after. */
export interface Wish {
  readonly song: SongCard
  readonly act: () => void
}

export interface Services {
  readonly session: SessionKeeper
  readonly player: Player
  readonly likes: Likes
  readonly uploader: Uploader
  /** Asks a visitor to sign in, or to open an account, and then does what they came for. */
  askToSignIn(mode: AccountMode, wish?: Wish): void
}

export const ServicesContext = createContext<Services | null>(null)

export function useServices(): Services {
  const services = useContext(ServicesContext)
  if (services === null) throw new Error('outside of the app')
  return services
}
