import {
  addSongs, createPlaylist, deletePlaylist, editItems, getPlaylist, listMyPlaylists, listPlaylistItems, removeSong, topology, updatePlaylist,
} from '@segue/contracts'
import { migrate, openDatabase } from '@segue/database'
import { openEventBus } from '@segue/event-bus'
import { createTokenVerifier } from '@segue/identity'
import { leftoverWarning, react, startRelay } from '@segue/messaging'
import { atOnce, backgroundFaults, createServer, handle, repeatEvery, serve, type Service, type Start } from '@segue/service'
import type { Config } from './config.ts'
import type { Context } from './context.ts'
import { migrations } from './db/migrations.ts'
import type { Tables } from './db/tables.ts'
import { onSong, onSongDeleted } from './events/on-song.ts'
import { onUser } from './events/on-user.ts'
import { forgetOld } from './forget-old.ts'
import { createTurns } from './in-turn.ts'
import { ownerMemory } from './owner-memory.ts'
import { userMemory } from './remember-user.ts'
import { handleAddSongs } from './routes/add-songs.ts'
import { handleCreatePlaylist } from './routes/create-playlist.ts'
import { handleDeletePlaylist } from './routes/delete-playlist.ts'
import { handleEditItems } from './routes/edit-items.ts'
import { handleGetPlaylist } from './routes/get-playlist.ts'
import { handleListMyPlaylists } from './routes/list-my-playlists.ts'
import { handleListPlaylistItems } from './routes/list-playlist-items.ts'
import { handleRemoveSong } from './routes/remove-song.ts'
import { handleUpdatePlaylist } from './routes/update-playlist.ts'

/** Playlists and their items. */
export async function startPlaylist(config: Config, { whenReachable }: Start = atOnce): Promise<Service> {
  await using opening = new AsyncDisposableStack()
  const verifyToken = createTokenVerifier({ jwksUrl: config.jwksUrl, issuer: config.publicUrl })
  const server = createServer({ service: 'playlist', logLevel: config.logLevel, verifyToken })
  const onError = backgroundFaults(server)
  const db = openDatabase<Tables>(config.databaseUrl, { replicaUrl: config.replicaUrl, application_name: 'playlist', onError })
  opening.defer(() => db.destroy())
  await whenReachable('database', 'PLAYLIST_DATABASE_URL', () => migrate(db, migrations))
  const onLeftover = leftoverWarning(server)
  const bus = opening.use(await whenReachable('bus', 'SEGUE_BUS_URL', () => openEventBus(config.busUrl, { topology, onLeftover })))
  const context: Context = { db, inTurn: createTurns(), ownerOf: ownerMemory(db), rememberUser: userMemory(db), mediaUrl: config.mediaUrl }

  handle(server, listMyPlaylists, handleListMyPlaylists(context))
  handle(server, createPlaylist, handleCreatePlaylist(context))
  handle(server, getPlaylist, handleGetPlaylist(context))
  handle(server, updatePlaylist, handleUpdatePlaylist(context))
  handle(server, deletePlaylist, handleDeletePlaylist(context))
  handle(server, listPlaylistItems, handleListPlaylistItems(context))
  handle(server, addSongs, handleAddSongs(context))
  handle(server, removeSong, handleRemoveSong(context))
  handle(server, editItems, handleEditItems(context))

  opening.use(startRelay(db, bus, { onError }))
  opening.use(repeatEvery(3_600_000, () => forgetOld(db), onError))
  const reactions = {
    'song.scheduled': onSong({ available: false }),
    'song.published': onSong({ available: true }),
    'song.updated': onSong({ available: true }),
    'song.withdrawn': onSong({ available: false }),
    'song.deleted': onSongDeleted,
    'user.registered': onUser,
    'user.updated': onUser,
  }
  opening.use(await react(bus, db, 'playlist', reactions, { onError }))

  const dependencies = [
    { name: 'database', ping: () => db.ping() },
    { name: 'user', ping: verifyToken.ping },
    { name: 'bus', required: false, ping: () => bus.ping() },
  ]
  return serve(server, { host: config.host, port: config.port, stack: opening.move(), dependencies })
}
