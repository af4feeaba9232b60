import { randomUUIDv7 } from 'node:crypto'
import { createClient, type Client } from '@segue/api-client'
import { addSongs, createPlaylist, getPlaylist } from '@segue/contracts'
import { openDatabase } from '@segue/database'
import { sql } from 'kysely'
import type { Figure } from '../figure.ts'
import { openBarePlaylist } from '../limits/bare-playlist.ts'
import { alternate, type Sides } from '../measure/alternate.ts'
import { load, type Ask } from '../measure/load.ts'
import { median } from '../measure/median.ts'
import { startEmbeddedFleet, type EmbeddedFleet } from '@segue/tools/platform'
import { newListener, type Person } from '@segue/tools/visitors'
import { temporaryFolder } from '../run/temporary-folder.ts'
import type { Work } from '../work.ts'

const sizes = { short: 10, long: 9_800 } as const
const most_at_once = 500
const block = 30
const rounds = 3
type Deed = 'add' | 'move' | 'firstPage' | 'firstTen'

/** Edits over HTTP, one after another, beside bare transactions that write the same; on a short playlist and on a long one. */
export const playlist: Work = { title: `a playlist of ${sizes.long.toLocaleString('en')} items`, measure }

async function measure(): Promise<readonly Figure[]> {
  await using folder = await temporaryFolder()
  await using fleet = await startEmbeddedFleet({ dataDir: folder.path, names: ['user', 'playlist'] })
  const listener = await newListener(fleet.member('user').url)
  const song_ids = await announceSongs(fleet)
  const short = await measureSize(fleet, listener, song_ids, sizes.short)
  const long = await measureSize(fleet, listener, song_ids, sizes.long)
  const edit = (deed: Deed, what: string): Figure => ({ what, unit: 'ms', ours: long[deed].ours.ms, limit: long[deed].limit.ms, goal: { most: 1.5 } })
  const flat = (deed: Deed, what = `  … against the same among ${sizes.short}`): Figure => ({ what, unit: 'ms', ours: long[deed].ours.ms, limit: short[deed].ours.ms, goal: { most: 1.2 } })
  return [
    edit('add', 'playlist: add a song among 9,800, against a bare transaction'),
    flat('add'),
    edit('move', 'playlist: move an item among 9,800, against a bare transaction'),
    flat('move'),
    edit('firstPage', 'playlist: first page of 100, against the bare queries'),
    flat('firstTen', 'playlist: ten items among 9,800, against ten among 10'),
  ]
}

/** Songs as if the catalog had announced them. */
async function announceSongs({ environment }: EmbeddedFleet): Promise<string[]> {
  await using db = openDatabase<object>(environment['PLAYLIST_DATABASE_URL'] ?? '')
  const ids = Array.from({ length: 100 }, () => randomUUIDv7())
  for (const id of ids) {
    const artists = [{ id: randomUUIDv7(), name: 'The Yardsticks' }]
    const card = { id, title: 'Yardstick', artists, album: null, duration_ms: 200_000, genre: 'bench', explicit: false, artwork_url: null, released_at: null }
    await sql`insert into songs (song_id, version, available, card) values (${id}, 1, true, ${JSON.stringify(card)})`.execute(db)
  }
  return ids
}

async function measureSize(fleet: EmbeddedFleet, { id: owner_id, token }: Person, song_ids: readonly string[], size: number): Promise<Record<Deed, Sides<'ms'>>> {
  const url = fleet.member('playlist').url
  const client = createClient({ url, token: () => token })
  const databaseUrl = fleet.environment['PLAYLIST_DATABASE_URL'] ?? ''
  const [playlist_id, bare_id] = [await filledPlaylist(client, song_ids, size), await filledPlaylist(client, song_ids, size)]
  await analyze(databaseUrl)
  await using bare = await openBarePlaylist(databaseUrl, { owner_id, playlist_id: bare_id })
  const { items } = await client.call(getPlaylist, { params: { playlist_id } })
  const target = `/v1/playlists/${playlist_id}`
  const asks: Record<Deed, (n: number) => Ask> = {
    add: (n) => ({ method: 'PUT', target: `${target}/songs`, body: JSON.stringify({ song_ids: [song_ids[n % song_ids.length]] }) }),
    move: (n) => ({
      method: 'PATCH',
      target: `${target}/items`,
      body: JSON.stringify({ operations: [{ op: 'move', item_id: items[n % items.length]?.id, before_item_id: items[(n + 1) % items.length]?.id }] }),
    }),
    firstPage: () => ({ target }),
    firstTen: () => ({ target: `${target}/items?limit=10` }),
  }
  const sidesOf = (deed: Deed) => {
    const ours = async () => {
      const { times_ms } = await load({ url, headers: { authorization: `Bearer ${token}` }, connections: 1, asks: Array.from({ length: block }, (_, n) => asks[deed](n)) })
      return { ms: median(times_ms) }
    }
    return alternate({ ours, limit: async () => ({ ms: await medianOf(bare[deed]) }) }, { rounds })
  }
  // The additions last: they make the short one longer.
  const [firstPage, firstTen, move, add] = [await sidesOf('firstPage'), await sidesOf('firstTen'), await sidesOf('move'), await sidesOf('add')]
  return { firstPage, firstTen, move, add }
}

async function filledPlaylist(client: Client, song_ids: readonly string[], size: number): Promise<string> {
  const { id: playlist_id } = await client.call(createPlaylist, { body: { name: 'Yardstick' } })
  for (let filled = 0; filled < size; ) {
    const songs = Array.from({ length: Math.min(most_at_once, size - filled) }, (_, n) => song_ids[n % song_ids.length] ?? '')
    await client.call(addSongs, { params: { playlist_id }, body: { song_ids: songs } })
    filled += songs.length
  }
  return playlist_id
}

/** As the database does by itself, a minute later: plans made for empty tables would be measured otherwise. */
async function analyze(databaseUrl: string): Promise<void> {
  await using db = openDatabase<object>(databaseUrl)
  await sql`analyze`.execute(db)
}

async function medianOf(deed: () => Promise<void>): Promise<number> {
  const times_ms: number[] = []
  for (let n = 0; n < block; n++) {
    const began = performance.now()
    await deed()
    times_ms.push(performance.now() - began)
  }
  return median(times_ms)
}
