import { createClient, type Client } from '@segue/api-client'
import { getSong, search } from '@segue/contracts'
import { openDatabase, type Db } from '@segue/database'
import type { Stack } from '@segue/tools/platform'

/** Of the tables of all services what is looked at. */
interface Tables {
  users: { user_id: string; version: number }
  listeners: { user_id: string; version: number }
  artists: { artist_id: string; version: number }
  songs: { song_id: string; title: string; visibility: string | null; version: number }
  playlists: { playlist_id: string; name: string; visibility: string; deleted_at: Date | null; version: number }
}

type Known = ReadonlyMap<string, string | number>

/** Where a read model does not hold what its source does, a line each; empty when all are equal. `word` is in the names of what is searched. */
export async function differences(stack: Stack, word: string): Promise<readonly string[]> {
  await using opened = new AsyncDisposableStack()
  const open = (service: string): Db<Tables> => {
    const db = openDatabase<Tables>(stack.environment[`${service}_DATABASE_URL`] ?? '')
    opened.defer(() => db.destroy())
    return db
  }
  const [user, catalog, playlist, searching, playback] = ['USER', 'CATALOG', 'PLAYLIST', 'SEARCH', 'PLAYBACK_AUTH'].map(open) as [Db<Tables>, Db<Tables>, Db<Tables>, Db<Tables>, Db<Tables>]
  const songs = await catalog.selectFrom('songs').select(['song_id', 'title', 'version']).where('visibility', 'is not', null).execute()
  const artists = await catalog.selectFrom('artists').select(['artist_id', 'version']).execute()
  const users = await user.selectFrom('users').select(['user_id', 'version']).execute()
  const playlists = await playlist.selectFrom('playlists').select(['playlist_id', 'name', 'version']).where('visibility', '=', 'public').where('deleted_at', 'is', null).execute()

  const versions = (rows: readonly { readonly version: number }[]): Known => new Map(rows.map(({ version, ...id }) => [String(Object.values(id)[0]), version]))
  const songsIn = async (db: Db<Tables>) => versions(await db.selectFrom('songs').select(['song_id', 'version']).execute())
  const artistsIn = async (db: Db<Tables>) => versions(await db.selectFrom('artists').select(['artist_id', 'version']).execute())
  const named = <Row extends Record<string, unknown>>(rows: readonly Row[], id: keyof Row, name: keyof Row): Known =>
    new Map(rows.filter((row) => String(row[name]).startsWith(word)).map((row) => [String(row[id]), String(row[name])]))
  const anonymous = createClient({ url: stack.publicUrl })
  const titles = named(songs, 'song_id', 'title')
  const pairs: readonly (readonly [string, Known, Known | Promise<Known>])[] = [
    ['songs in user', versions(songs), songsIn(user)],
    ['songs in playlist', versions(songs), songsIn(playlist)],
    ['songs in search', versions(songs), songsIn(searching)],
    ['songs in playback-auth', versions(songs), songsIn(playback)],
    ['artists in user', versions(artists), artistsIn(user)],
    ['artists in search', versions(artists), artistsIn(searching)],
    ['users in playlist', versions(users), versions(await playlist.selectFrom('users').select(['user_id', 'version']).execute())],
    ['users in playback-auth', versions(users), versions(await playback.selectFrom('listeners').select(['user_id', 'version']).execute())],
    ['playlists in search', versions(playlists), versions(await searching.selectFrom('playlists').select(['playlist_id', 'version']).execute())],
    ['songs found', titles, found(anonymous, word, 'song')],
    ['playlists found', named(playlists, 'playlist_id', 'name'), found(anonymous, word, 'playlist')],
    ['songs shown to listeners', titles, shown(anonymous, [...titles.keys()])],
  ]
  const told = await Promise.all(pairs.map(async ([what, source, copy]) => difference(what, source, await copy)))
  return told.filter((line) => line !== null)
}

function difference(what: string, source: Known, copy: Known): string | null {
  const missing = [...source].filter(([id]) => !copy.has(id)).length
  const stale = [...source].filter(([id, version]) => copy.has(id) && copy.get(id) !== version).length
  const extra = [...copy.keys()].filter((id) => !source.has(id)).length
  return missing + stale + extra === 0 ? null : `${what}: ${missing} missing, ${stale} stale, ${extra} too many of ${source.size}`
}

/** Everything with the word in its name, page after page. */
async function found(anonymous: Client, word: string, type: 'song' | 'playlist'): Promise<Known> {
  const all = new Map<string, string>()
  for (let offset = 0; ; offset += 100) {
    const { results } = await anonymous.call(search, { query: { q: word, type, limit: 100, offset } })
    for (const { id, title } of results.songs?.items ?? []) all.set(id, title)
    for (const { id, name } of results.playlists?.items ?? []) all.set(id, name)
    if (offset + 100 >= (results.songs?.total ?? results.playlists?.total ?? 0)) return all
  }
}

async function shown(anonymous: Client, song_ids: readonly string[]): Promise<Known> {
  const cards = await Promise.all(song_ids.map((song_id) => anonymous.call(getSong, { params: { song_id } })))
  return new Map(cards.map(({ id, title }) => [id, title]))
}
