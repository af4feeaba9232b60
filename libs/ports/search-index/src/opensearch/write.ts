import { setTimeout as delay } from 'node:timers/promises'
import type { Client } from '@opensearch-project/opensearch'
import type { Changes, DocumentType, IndexWriter, Removal } from '../search-index.ts'
import { lastOf, newest } from '../newest.ts'
import { answerOf, isBusy, OutOfReach } from './answers.ts'
import { indexedFields } from './indexed-fields.ts'

const types: readonly DocumentType[] = ['song', 'artist', 'album', 'playlist']
const batch = 1_000
const patience_ms = 8_000
const attempts = 6
const filter_path = 'items.update.status,items.update.error.type,items.update.error.reason'

/**
 * Versions are compared here rather than by the engine's `version_type: external`, which can't be had together with a popularity that
 * changes on its own, and which forgets a removed document's version after a minute.
 */
const put = `
def held = ctx._source.popularity;
def popularity = params.plays != null ? params.plays : held == null ? 0 : held;
if (ctx._source.version != null && ctx._source.version >= params.yields_to) {
  if (held == popularity) { ctx.op = 'none' } else { ctx._source.popularity = popularity }
  return
}
ctx._source.clear();
ctx._source.putAll(params.document);
ctx._source.popularity = popularity`
const rank = `if (ctx._source.popularity == params.plays) { ctx.op = 'none' } else { ctx._source.popularity = params.plays }`

interface Update {
  readonly _id: string
  readonly body: { readonly script: { readonly source: string; readonly params: object }; readonly upsert?: object; readonly scripted_upsert?: boolean }
  /** Of a document that isn't there. */
  readonly isIgnored: boolean
}

/** An alias to write through. One that may be missing is that of a rebuild which may be under way. */
export interface Target {
  readonly alias: string
  readonly mayBeMissing: boolean
}

interface Answer {
  readonly items: readonly { readonly update: Item }[]
}

interface Item {
  readonly status: number
  readonly error?: { readonly type: string; readonly reason?: string }
}

/**
 * The half of the adapter that writes: every batch in one request, to all targets as they are at one moment. A refresh costs much the
 * same for one document as for a thousand. One at a time: two that change the same documents would make each other begin again.
 */
export function writer(client: Client, targets: readonly Target[], refresh: boolean): IndexWriter {
  async function send(updates: readonly Update[]): Promise<void> {
    for (let at = 0; at < updates.length; at += batch) {
      const some = updates.slice(at, at + batch)
      await carryOut(client, some.flatMap((update) => targets.map((target) => ({ update, target }))), refresh)
    }
  }
  let last: Promise<unknown> = Promise.resolve()
  function write(changes: readonly Changes[]): Promise<void> {
    const done = last.then(() => send(updatesOf(changes)))
    last = done.catch(() => {})
    return done
  }
  return {
    write,
    upsert: (upserts) => write([{ upserts }]),
    remove: (removals) => write([{ removals }]),
    setPopularity: (plays) => write([{ plays }]),
  }
}

/** One update of each document: one that is not refreshed yet costs the engine far more to change again. */
function updatesOf(changes: readonly Changes[]): Update[] {
  const upserts = newest(changes.flatMap((of) => of.upserts ?? []))
  const removals = newest(changes.flatMap((of) => of.removals ?? []))
  const plays = lastOf(changes.flatMap((of) => of.plays ?? []))
  const ranks = new Map(plays.flatMap((of) => (of.type === undefined ? types : [of.type]).map((type) => [idOf(type, of.id), of.plays] as const)))
  const played = (_id: string): number | null => {
    const count = ranks.get(_id) ?? null
    ranks.delete(_id)
    return count
  }
  return [
    ...upserts.map((document) => putting(document, document.version, indexedFields(document), played(idOf(document.type, document.id)))),
    ...removals.map(({ type, id, version }) => putting({ type, id }, version + 1, { id, version }, null)),
    ...[...ranks].map(([_id, count]) => ranking(_id, count)),
  ]
}

const idOf = (type: DocumentType, id: string): string => `${type}:${id}`

/** Does no more than set the plays, if they are told, where the version held is `yields_to` or newer. */
const putting = ({ type, id }: Pick<Removal, 'type' | 'id'>, yields_to: number, document: object, plays: number | null): Update => ({
  _id: idOf(type, id),
  body: { script: { source: put, params: { yields_to, document, plays } }, upsert: {}, scripted_upsert: true },
  isIgnored: false,
})

const ranking = (_id: string, plays: number): Update => ({ _id, body: { script: { source: rank, params: { plays } } }, isIgnored: true })

interface Operation {
  readonly update: Update
  readonly target: Target
}

/** What was turned away for lack of room or by a writer at the same moment is tried again; anything else is an error, the first of them. */
async function carryOut(client: Client, all: readonly Operation[], refresh: boolean): Promise<void> {
  let operations = all
  let failure: Error | undefined
  for (let attempt = 1; operations.length > 0; attempt++) {
    const bulkBody = operations.flatMap(({ update, target }) => [
      { update: { _index: target.alias, _id: update._id, require_alias: true, retry_on_conflict: 3 } },
      update.body,
    ])
    const request = { method: 'POST', path: '/_bulk', querystring: { refresh, filter_path }, bulkBody }
    const { items }: Answer = await answerOf(() => client.transport.request(request, { requestTimeout: patience_ms }))
    const again: Operation[] = []
    for (const [at, operation] of operations.entries()) {
      const item = items[at]?.update
      if (item?.error === undefined || isFine(item.error.type, operation)) continue
      const message = `The index did not take ${operation.update._id}: ${item.error.type}: ${item.error.reason ?? ''}`
      // An index that takes no writes, on a full disk for one, will not in the next second either, but it may in an hour.
      const isBlocked = item.error.type === 'cluster_block_exception'
      if (!isBlocked && item.status !== 409 && !isBusy(item.status)) failure ??= new Error(message)
      else if (isBlocked || attempt === attempts) failure ??= new OutOfReach(message)
      else again.push(operation)
    }
    operations = again
    if (operations.length > 0) await delay(2 ** attempt * 20 * (0.5 + Math.random()))
  }
  if (failure !== undefined) throw failure
}

const isFine = (error: string, { update, target }: Operation): boolean =>
  (update.isIgnored && error === 'document_missing_exception') || (target.mayBeMissing && error === 'index_not_found_exception')
