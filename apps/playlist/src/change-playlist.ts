import { repeatable } from '@segue/database'
import { refuse, type Call, type Refusal } from '@segue/service'
import type { Operation } from '@segue/contracts'
import type { Transaction } from 'kysely'
import type { Context } from './context.ts'
import type { Tables } from './db/tables.ts'
import { lockPlaylist, type NamedPlaylist } from './queries/find-playlist.ts'
import { checkIfMatch, etagOf } from './rules/if-match.ts'
import { mayEdit } from './rules/may-edit.ts'

/** A call that changes a playlist, whatever else it carries. */
type Changing = Pick<Call<Operation>, 'claim' | 'request' | 'reply'> & {
  readonly params: { readonly playlist_id: string }
  readonly caller: NonNullable<Call<Operation>['caller']>
  refuse(code: 'playlist_not_found' | 'not_your_playlist' | 'stale_version'): Refusal
}

export interface ChangeOptions<Result> {
  /** What the owner of a playlist that is deleted already is answered; without it that is 404. */
  readonly whenDeleted?: () => Result
}

/**
 * One change of one playlist in one transaction, repeated safely: locks it, checks who may and `If-Match`, runs `change`.
 * All changes of a playlist follow each other, so none is lost.
 */
export async function changePlaylist<Result>(
  { db, inTurn, ownerOf, rememberUser }: Context,
  call: Changing,
  change: (tx: Transaction<Tables>, playlist: NamedPlaylist) => Promise<Result>,
  { whenDeleted }: ChangeOptions<Result> = {},
): Promise<Result> {
  const { caller, params: { playlist_id } } = call
  const owner_id = await ownerOf(playlist_id)
  if (owner_id === null) throw call.refuse('playlist_not_found')
  await rememberUser(caller)
  return inTurn(playlist_id.toLowerCase(), () =>
    repeatable(db, call.claim, async (tx) => {
      const playlist = await lockPlaylist(tx, owner_id, playlist_id)
      if (playlist.deleted_at !== null && owner_id === caller.user_id && whenDeleted !== undefined) return whenDeleted()
      const verdict = mayEdit(playlist, caller.user_id)
      if (!verdict.allowed) throw call.refuse(verdict.reason)
      checkVersion(call, playlist.version)
      return change(tx, playlist)
    }),
  )
}

function checkVersion(call: Changing, version: number): void {
  const outcome = checkIfMatch(call.request.headers['if-match'], version)
  if (outcome === 'malformed') throw refuse('invalid_request', { detail: `If-Match takes entity tags in quotes, such as ${etagOf(version)}` })
  if (outcome === 'stale') throw call.refuse('stale_version')
}
