import { createHash, randomUUID } from 'node:crypto'
import type { Operation } from '@segue/contracts'
import type { Question } from './ask.ts'
import { emptyPromise, type World } from './world.ts'

export interface ExampleCall {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: string
  readonly body?: unknown
  /** Another body or, where there is none, another address: what an idempotency key must not take for the first. */
  readonly other?: { readonly params?: Readonly<Record<string, string>>; readonly body?: unknown }
  /** What whoever is let in gets where that is no success: an example that has no bytes to complete, for one. */
  readonly gets?: number
}

const checksum_sha256 = createHash('sha256').update('a part').digest('base64')
const account = () => ({ email: `${randomUUID()}@e2e.segue.example`, password: `${randomUUID()} & more`, display_name: 'Another' })

/** A valid call of every operation of the API, on things that the world's owner owns. Each makes what it changes or deletes. */
export const exampleCalls: Readonly<Record<string, (world: World) => ExampleCall | Promise<ExampleCall>>> = {
  getStatus: () => ({}),

  register: () => ({ body: account() }),
  login: ({ listener: { email, password } }) => ({ body: { email, password } }),
  refresh: () => ({ body: { refresh_token: 'nobodys' }, gets: 401 }),
  logout: () => ({ body: { refresh_token: 'nobodys' } }),
  getMe: () => ({}),
  updateMe: () => ({ body: { language: 'pt' }, other: { body: { language: 'de' } } }),
  listLikes: () => ({}),
  likeSong: ({ song }) => ({ params: { song_id: song.id } }),
  unlikeSong: ({ song }) => ({ params: { song_id: song.id } }),
  listFollowing: () => ({}),
  followArtist: ({ owner }) => ({ params: { artist_id: owner.artist.id } }),
  unfollowArtist: ({ owner }) => ({ params: { artist_id: owner.artist.id } }),
  setSubscription: ({ listener }) => ({ params: { user_id: listener.id }, body: { plan: 'free' }, other: { body: { plan: 'premium' } } }),
  getJwks: () => ({}),

  createArtist: () => ({ body: { name: 'A Second Self' }, other: { body: { name: 'A Third' } }, gets: 409 }),
  getArtist: ({ owner }) => ({ params: { artist_id: owner.artist.id } }),
  listArtistSongs: ({ owner }) => ({ params: { artist_id: owner.artist.id } }),
  getMyArtist: () => ({}),
  listMySongs: () => ({}),
  getMySong: ({ song }) => ({ params: { song_id: song.id } }),
  createSong: () => ({
    body: { title: 'Soon', genre: 'test', file: emptyPromise },
    other: { body: { title: 'Sooner', genre: 'test', file: emptyPromise } },
  }),
  signUploadParts: async (world) => ({
    params: { song_id: (await world.awaiting()).song.id },
    body: { parts: [{ number: 1, checksum_sha256 }] },
    gets: 409,
  }),
  getUpload: async (world) => ({ params: { song_id: (await world.awaiting()).song.id } }),
  completeUpload: async (world) => ({ params: { song_id: (await world.awaiting()).song.id }, body: {}, gets: 409 }),
  streamSongEvents: ({ song }) => ({ params: { song_id: song.id } }),
  updateSong: ({ song }) => ({ params: { song_id: song.id }, body: { explicit: false }, other: { body: { title: 'Renamed' } } }),
  deleteSong: async (world) => ({
    params: { song_id: (await world.awaiting()).song.id },
    other: { params: { song_id: (await world.awaiting()).song.id } },
  }),
  listTrending: () => ({}),

  listMyPlaylists: () => ({}),
  createPlaylist: () => ({ body: { name: 'Keepers' }, other: { body: { name: 'Weepers' } } }),
  getPlaylist: async (world) => ({ params: { playlist_id: (await world.playlist('private')).id } }),
  updatePlaylist: async (world) => ({
    params: { playlist_id: (await world.playlist('private')).id },
    body: { name: 'Renamed' },
    other: { body: { name: 'Again' } },
  }),
  deletePlaylist: async (world) => ({
    params: { playlist_id: (await world.playlist('private')).id },
    other: { params: { playlist_id: (await world.playlist('private')).id } },
  }),
  listPlaylistItems: async (world) => ({ params: { playlist_id: (await world.playlist('private')).id } }),
  addSongs: async (world) => ({
    params: { playlist_id: (await world.playlist('private')).id },
    body: { song_ids: [world.song.id] },
    other: { body: { song_ids: [world.song.id, world.song.id] } },
  }),
  removeSong: async (world) => ({ params: { playlist_id: (await world.playlist('private')).id, song_id: world.song.id } }),
  editItems: async (world) => ({
    params: { playlist_id: (await world.playlist('private')).id },
    body: { operations: [{ op: 'insert', song_id: world.song.id }] },
    other: { body: { operations: [{ op: 'insert', song_id: world.song.id, before_item_id: null }] } },
  }),

  search: () => ({ query: 'q=what' }),
  suggest: () => ({ query: 'q=wh' }),

  getSong: ({ song }) => ({ params: { song_id: song.id } }),
  recordPlayback: ({ song }) => {
    const event = () => ({ id: randomUUID(), type: 'started', song_id: song.id, position_ms: 0, occurred_at: new Date().toISOString() })
    return { body: [event()], other: { body: [event()] } }
  },
}

/** An operation's path with its parameters filled in; a parameter that the example leaves out gets an id that nothing has. */
export function pathOf({ path }: Operation, { params = {}, query }: ExampleCall = {}): string {
  const filled = path.replace(/:(\w+)/g, (_, name: string) => params[name] ?? randomUUID())
  return query === undefined ? filled : `${filled}?${query}`
}

/** The body of an example as `ask` takes it. */
export const bodyOf = ({ body }: ExampleCall): Pick<Question, 'body'> => (body === undefined ? {} : { body })

export interface PreparedCall {
  readonly call: ExampleCall
  readonly path: string
  /** Of somebody who may. */
  readonly token: string
}

/** The example of an operation, ready to be sent. */
export async function exampleOf(operation: Operation, world: World): Promise<PreparedCall> {
  const call = (await exampleCalls[operation.id]?.(world)) ?? {}
  const token = operation.access === 'administrator' ? world.administrator.token : world.owner.token
  return { call, path: pathOf(operation, call), token }
}
