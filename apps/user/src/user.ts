import cookie from '@fastify/cookie'
import {
  followArtist, getJwks, getMe, likeSong, listFollowing, listLikes, login, logout, refresh, register, setSubscription, topology,
  unfollowArtist, unlikeSong, updateMe,
} from '@segue/contracts'
import { migrate, openDatabase } from '@segue/database'
import { openEventBus } from '@segue/event-bus'
import { createTokenSigner, createTokenVerifier, publicJwk } from '@segue/identity'
import { leftoverWarning, react, startRelay } from '@segue/messaging'
import { atOnce, backgroundFaults, createServer, handle, repeatEvery, serve, type Service, type Start } from '@segue/service'
import { availableParallelism } from 'node:os'
import type { Config } from './config.ts'
import type { Context } from './context.ts'
import { migrations } from './db/migrations.ts'
import type { Tables } from './db/tables.ts'
import { reactions } from './events/reactions.ts'
import { sweep } from './housekeeping.ts'
import { createBulkhead } from './passwords/bulkhead.ts'
import { handleFollowArtist } from './routes/follow-artist.ts'
import { handleGetJwks } from './routes/get-jwks.ts'
import { handleGetMe } from './routes/get-me.ts'
import { handleLikeSong } from './routes/like-song.ts'
import { handleListFollowing } from './routes/list-following.ts'
import { handleListLikes } from './routes/list-likes.ts'
import { handleLogin } from './routes/login.ts'
import { handleLogout } from './routes/logout.ts'
import { handleRefresh } from './routes/refresh.ts'
import { handleRegister } from './routes/register.ts'
import { handleSetSubscription } from './routes/set-subscription.ts'
import { handleUnfollowArtist } from './routes/unfollow-artist.ts'
import { handleUnlikeSong } from './routes/unlike-song.ts'
import { handleUpdateMe } from './routes/update-me.ts'
import { administratorOf } from './rules/administrator-of.ts'
import { ACCESS_TOKEN_LIFE_S } from './sessions/answer-session.ts'
import { readSigningKeys } from './signing-keys.ts'
import { ensureAdministrator } from './users/ensure-administrator.ts'

export interface UserOptions extends Partial<Start> {
  /** The clock of sessions, throttles and timestamps. */
  readonly now?: () => Date
}

/** Libuv has four threads for hashes, files and names alike: one stays free. */
const HASHES_AT_ONCE = Math.min(3, availableParallelism())

/** Starts the user service; it stops when disposed. */
export async function startUser(config: Config, { now = () => new Date(), whenReachable = atOnce.whenReachable }: UserOptions = {}): Promise<Service> {
  await using opening = new AsyncDisposableStack()
  const administrator = administratorOf(config)
  const keys = await readSigningKeys(config.signingKeyFiles)
  const jwks = keys.map(publicJwk)

  // The keys are at hand here: a data URL spares the service a request to itself.
  const jwksUrl = `data:application/json,${encodeURIComponent(JSON.stringify({ keys: jwks }))}`
  const verifyToken = createTokenVerifier({ jwksUrl, issuer: config.publicUrl })
  const server = createServer({ service: 'user', logLevel: config.logLevel, verifyToken })
  await server.register(cookie)
  const onError = backgroundFaults(server)

  const db = openDatabase<Tables>(config.databaseUrl, { replicaUrl: config.replicaUrl, application_name: 'user', onError })
  opening.defer(() => db.destroy())
  await whenReachable('database', 'USER_DATABASE_URL', () => migrate(db, migrations))
  if (administrator) await whenReachable('database', 'USER_DATABASE_URL', () => ensureAdministrator(db, administrator, now()))
  const onLeftover = leftoverWarning(server)
  const bus = opening.use(await whenReachable('bus', 'SEGUE_BUS_URL', () => openEventBus(config.busUrl, { topology, onLeftover })))

  const context: Context = {
    db,
    config,
    now,
    hashing: createBulkhead({ at_once: HASHES_AT_ONCE, waiting: config.hashesWaiting }),
    signAccessToken: createTokenSigner({ key: keys[0], issuer: config.publicUrl, life_s: ACCESS_TOKEN_LIFE_S }),
  }
  handle(server, register, handleRegister(context))
  handle(server, login, handleLogin(context))
  handle(server, refresh, handleRefresh(context))
  handle(server, logout, handleLogout(context))
  handle(server, getMe, handleGetMe(context))
  handle(server, updateMe, handleUpdateMe(context))
  handle(server, listLikes, handleListLikes(context))
  handle(server, likeSong, handleLikeSong(context))
  handle(server, unlikeSong, handleUnlikeSong(context))
  handle(server, listFollowing, handleListFollowing(context))
  handle(server, followArtist, handleFollowArtist(context))
  handle(server, unfollowArtist, handleUnfollowArtist(context))
  handle(server, setSubscription, handleSetSubscription(context))
  handle(server, getJwks, handleGetJwks(jwks))

  opening.use(await react(bus, db, 'user', reactions, { onError }))
  opening.use(startRelay(db, bus, { onError }))
  opening.use(repeatEvery(3_600_000, () => sweep(context), onError))

  return serve(server, {
    host: config.host,
    port: config.port,
    stack: opening.move(),
    dependencies: [
      { name: 'database', ping: () => db.ping() },
      { name: 'bus', required: false, ping: () => bus.ping() },
    ],
  })
}
