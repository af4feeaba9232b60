import type { Db } from '@segue/database'
import type { Tables } from './db/tables.ts'
import type { InTurn } from './in-turn.ts'
import type { OwnerOf } from './owner-memory.ts'
import type { RememberUser } from './remember-user.ts'

export interface Context {
  readonly db: Db<Tables>
  /** Lets the writers of one playlist queue here, where waiting costs no connection. */
  readonly inTurn: InTurn
  readonly ownerOf: OwnerOf
  readonly rememberUser: RememberUser
  readonly mediaUrl: string
}
