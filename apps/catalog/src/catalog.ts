import multipart from '@fastify/multipart'
import { openCache } from '@segue/cache'
import {
  completeUpload, createArtist, createSong, deleteSong, getArtist, getMyArtist, getMySong, getUpload, listArtistSongs, listMySongs,
  listTrending, signUploadParts, streamSongEvents, topology, updateSong,
} from '@segue/contracts'
import { migrate, openDatabase, purgeIdempotencyKeys } from '@segue/database'
import { openEventBus } from '@segue/event-bus'
import { createTokenVerifier } from '@segue/identity'
import { leftoverWarning, react, startRelay } from '@segue/messaging'
import { openObjectStore } from '@segue/object-store'
import { atOnce, backgroundFaults, createServer, handle, repeatEvery, serve, type Service, type Start } from '@segue/service'
import type { Config } from './config.ts'
import type { Context } from './context.ts'
import { migrations } from './db/migrations.ts'
import type { Tables } from './db/tables.ts'
import { onPlaysCounted } from './events/on-plays-counted.ts'
import { onSongRejected } from './events/on-song-rejected.ts'
import { onSongTranscoded } from './events/on-song-transcoded.ts'
import { onSongTranscoding } from './events/on-song-transcoding.ts'
import { handleCompleteUpload } from './routes/complete-upload.ts'
import { handleCreateArtist } from './routes/create-artist.ts'
import { handleCreateSong } from './routes/create-song.ts'
import { handleDeleteSong } from './routes/delete-song.ts'
import { handleGetArtist } from './routes/get-artist.ts'
import { handleGetMyArtist } from './routes/get-my-artist.ts'
import { handleGetMySong } from './routes/get-my-song.ts'
import { handleGetUpload } from './routes/get-upload.ts'
import { handleListArtistSongs } from './routes/list-artist-songs.ts'
import { handleListMySongs } from './routes/list-my-songs.ts'
import { handleListTrending } from './routes/list-trending.ts'
import { handleSignUploadParts } from './routes/sign-upload-parts.ts'
import { handleStreamSongEvents } from './routes/stream-song-events.ts'
import { handleUpdateSong } from './routes/update-song.ts'
import { publishDue } from './schedule/publish-due.ts'
import { refreshCharts } from './schedule/refresh-charts.ts'
import { sweepUploads } from './schedule/sweep-uploads.ts'
import { createSongEventFeed } from './song-event-feed.ts'

/** A large file on a slow line. */
const slowestForm_ms = 3_600_000

/** Artists, songs and their uploads, from the first byte to the chart. */
export async function startCatalog(config: Config, { whenReachable }: Start = atOnce): Promise<Service> {
  await using opening = new AsyncDisposableStack()
  const { mediaUrl, maxUploadBytes, chartRefreshS } = config
  const verifyToken = createTokenVerifier({ jwksUrl: config.jwksUrl, issuer: config.publicUrl })
  const server = createServer({ service: 'catalog', requestTimeout: slowestForm_ms, logLevel: config.logLevel, verifyToken })
  const onError = backgroundFaults(server)
  const db = openDatabase<Tables>(config.databaseUrl, { replicaUrl: config.replicaUrl, application_name: 'catalog', onError })
  opening.defer(() => db.destroy())
  await whenReachable('database', 'CATALOG_DATABASE_URL', () => migrate(db, migrations))
  const onLeftover = leftoverWarning(server)
  const bus = opening.use(await whenReachable('bus', 'SEGUE_BUS_URL', () => openEventBus(config.busUrl, { topology, onLeftover })))
  const store = opening.use(await whenReachable('object-store', 'SEGUE_OBJECT_STORE_URL', () =>
    openObjectStore(config.objectStoreUrl, { upload_url: mediaUrl, upload_secret: config.uploadSecret }),
  ))
  const cache = opening.use(await whenReachable('cache', 'SEGUE_CACHE_URL', () => openCache(config.cacheUrl, { namespace: 'catalog-1' })))
  const context: Context = { db, store, cache, songEvents: createSongEventFeed(db, onError), mediaUrl, maxUploadBytes, chartRefreshS }

  handle(server, createArtist, handleCreateArtist(context))
  handle(server, getArtist, handleGetArtist(context))
  handle(server, getMyArtist, handleGetMyArtist(context))
  handle(server, listArtistSongs, handleListArtistSongs(context))
  handle(server, listMySongs, handleListMySongs(context))
  handle(server, getMySong, handleGetMySong(context))
  // Only here is a form understood: everywhere else it is 415.
  await server.register(async (scope) => {
    await scope.register(multipart, { throwFileSizeLimit: false })
    handle(scope, createSong, handleCreateSong(context))
  })
  handle(server, signUploadParts, handleSignUploadParts(context))
  handle(server, getUpload, handleGetUpload(context))
  handle(server, completeUpload, handleCompleteUpload(context))
  handle(server, streamSongEvents, handleStreamSongEvents(context))
  handle(server, updateSong, handleUpdateSong(context))
  handle(server, deleteSong, handleDeleteSong(context))
  handle(server, listTrending, handleListTrending(context))

  const reactions = {
    'song.transcoding': onSongTranscoding,
    'song.transcoded': onSongTranscoded,
    'song.rejected': onSongRejected,
    'plays.counted': onPlaysCounted,
  }
  opening.use(startRelay(db, bus, { onError }))
  opening.use(await react(bus, db, 'catalog', reactions, { onError }))
  opening.use(repeatEvery(500, () => publishDue(db), onError))
  opening.use(repeatEvery(1_000, () => refreshCharts(db, chartRefreshS), onError))
  opening.use(repeatEvery(60_000, () => sweepUploads(db, store), onError))
  opening.use(repeatEvery(600_000, () => purgeIdempotencyKeys(db), onError))

  const dependencies = [
    { name: 'database', ping: () => db.ping() },
    { name: 'user', ping: verifyToken.ping },
    { name: 'bus', required: false, ping: () => bus.ping() },
    { name: 'object-store', required: false, ping: () => store.ping() },
    { name: 'cache', required: false, ping: () => cache.ping() },
  ]
  return serve(server, { host: config.host, port: config.port, stack: opening.move(), dependencies })
}
