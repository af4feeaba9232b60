import { randomUUIDv7 } from 'node:crypto'
import { openDatabase } from '@segue/database'
import { sql, type Transaction } from 'kysely'

export interface BarePlaylist extends AsyncDisposable {
  add(): Promise<void>
  move(): Promise<void>
  firstPage(): Promise<void>
  firstTen(): Promise<void>
}

interface Place {
  readonly owner_id: string
  readonly playlist_id: string
}

interface Tables {
  playlist_items: Place & { item_id: string; position_key: string; song_id: string; added_by: string; added_at: Date; removed_at: Date | null }
}

const page = 100

/**
 * The least that a change of a playlist costs: one transaction with the same writes in the same tables (the item, the
 * playlist's new version, the announcement), and the reads behind its first page. Nobody is asked who they are, and nothing is checked.
 */
export async function openBarePlaylist(databaseUrl: string, { owner_id, playlist_id }: Place): Promise<BarePlaylist> {
  const db = openDatabase<Tables>(databaseUrl)
  const here = sql`owner_id = ${owner_id} and playlist_id = ${playlist_id}`
  const { rows: items } = await sql<{ item_id: string; song_id: string; position_key: string }>`
    select item_id, song_id, position_key from playlist_items where ${here} order by position_key`.execute(db)
  const [first, last] = [items[0], items.at(-1)]
  if (first === undefined || last === undefined) throw new Error('The playlist is empty')
  let made = 0
  /** Behind `key`, before what comes after it, and never the same. */
  const keyBehind = (key: string) => `${key}${String(made++).padStart(6, '0')}V`

  async function saveChange(tx: Transaction<Tables>, added: number): Promise<void> {
    const now = new Date()
    const { rows: [saved] } = await sql<{ version: number; item_count: number; name: string }>`
      update playlists set version = version + 1, item_count = item_count + ${added}, updated_at = ${now} where ${here} returning version, item_count, name`.execute(tx)
    const data = { playlist_id, owner_user_id: owner_id, owner_name: '', name: saved?.name, description: null, visibility: 'private', item_count: saved?.item_count }
    const event = { id: randomUUIDv7(), type: 'playlist.updated', aggregate_id: playlist_id, aggregate_version: saved?.version, occurred_at: now.toISOString(), data }
    await sql`insert into outbox (event) values (${JSON.stringify(event)})`.execute(tx)
  }

  async function read(limit: number): Promise<void> {
    await sql`select * from playlists where ${here}`.execute(db)
    await sql`
      select item.*, songs.card, songs.available, users.display_name from playlist_items as item
      left join songs on songs.song_id = item.song_id left join users on users.user_id = item.added_by
      where ${here} and item.removed_at is null order by item.position_key limit ${limit + 1}`.execute(db)
  }

  return {
    add: () =>
      db.transaction().execute(async (tx) => {
        const item = { owner_id, playlist_id, item_id: randomUUIDv7(), position_key: keyBehind(last.position_key), song_id: first.song_id, added_by: owner_id, added_at: new Date(), removed_at: null }
        await tx.insertInto('playlist_items').values(item).execute()
        await saveChange(tx, 1)
      }),
    move: () =>
      db.transaction().execute(async (tx) => {
        const { item_id } = items[made % Math.min(page, items.length)] ?? first
        await sql`update playlist_items set position_key = ${keyBehind(first.position_key)} where ${here} and item_id = ${item_id}`.execute(tx)
        await saveChange(tx, 0)
      }),
    firstPage: () => read(page),
    firstTen: () => read(10),
    [Symbol.asyncDispose]: () => db.destroy(),
  }
}
