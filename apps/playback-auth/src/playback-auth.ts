import { readFile } from 'node:fs/promises'
import { openCache } from '@segue/cache'
import { getSong, recordPlayback, topology, type Envelope } from '@segue/contracts'
import { migrate, openDatabase, purgeIdempotencyKeys } from '@segue/database'
import { openEventBus } from '@segue/event-bus'
import { createTokenVerifier } from '@segue/identity'
import { createGrantSigner } from '@segue/media-signature'
import { leftoverWarning, react, startRelay } from '@segue/messaging'
import { atOnce, backgroundFaults, createServer, handle, repeatEvery, serve, startLoadAgent, type Service, type Start } from '@segue/service'
import { announcePlays } from './announce-plays.ts'
import type { Config } from './config.ts'
import type { Context } from './context.ts'
import { countGrants } from './count-grants.ts'
import { migrations } from './db/migrations.ts'
import type { Tables } from './db/tables.ts'
import { onSong, onSongDeleted } from './events/on-song.ts'
import { onUser } from './events/on-user.ts'
import { handleGetSong } from './routes/get-song.ts'
import { handleRecordPlayback } from './routes/record-playback.ts'
import { grantsOf } from './rules/prepare-grant.ts'

/** As long as one signature serves everyone entitled to the same bytes. */
const window_ms = 600_000

/** Who may play what: grants and signed cookies, and what was played. */
export async function startPlaybackAuth(config: Config, { whenReachable }: Start = atOnce): Promise<Service> {
  await using opening = new AsyncDisposableStack()
  const { publicUrl, mediaUrl } = config
  const verifyToken = createTokenVerifier({ jwksUrl: config.jwksUrl, issuer: publicUrl })
  const server = createServer({ service: 'playback-auth', logLevel: config.logLevel, verifyToken })
  const onError = backgroundFaults(server)
  const db = openDatabase<Tables>(config.databaseUrl, { application_name: 'playback-auth', onError })
  opening.defer(() => db.destroy())
  await whenReachable('database', 'PLAYBACK_AUTH_DATABASE_URL', () => migrate(db, migrations))
  const onLeftover = leftoverWarning(server)
  const bus = opening.use(await whenReachable('bus', 'SEGUE_BUS_URL', () => openEventBus(config.busUrl, { topology, onLeftover })))
  const cache = opening.use(await whenReachable('cache', 'SEGUE_CACHE_URL', () => openCache(config.cacheUrl, { namespace: 'playback-auth-1' })))
  const signer = createGrantSigner({ key_pair_id: config.keyPairId, private_key_pem: await readFile(config.signingKeyFile, 'utf8') })
  const sign = (wanted: Parameters<typeof signer.sign>[0]) => cache.remember(`signature:${wanted.resource}:${wanted.expires_at.getTime()}`, window_ms, async () => signer.sign(wanted))
  const grants = countGrants(config.agentGrantsPerS)
  if (config.agentPort > 0) {
    const report = () => ({ grants: grants.share() })
    opening.use(await startLoadAgent({ service: 'playback-auth', host: config.agentHost, port: config.agentPort, draining: server.draining, report }))
  }
  const context: Context = { db, cache, prepareGrant: grantsOf({ sign, mediaUrl, publicUrl }), mediaUrl, onGranted: grants.granted, now: () => new Date() }

  handle(server, getSong, handleGetSong(context))
  handle(server, recordPlayback, handleRecordPlayback(context))

  opening.use(startRelay(db, bus, { onError }))
  opening.use(repeatEvery(config.countPlaysEveryMs, () => announcePlays(db), onError))
  opening.use(repeatEvery(3_600_000, () => purgeIdempotencyKeys(db), onError))
  const reactions = {
    'song.scheduled': onSong('scheduled'),
    'song.published': onSong('published'),
    'song.updated': onSong('published'),
    'song.withdrawn': onSong('withdrawn'),
    'song.deleted': onSongDeleted,
    'user.registered': onUser,
    'user.updated': onUser,
  }
  const forget = ({ aggregate_id }: Envelope) => Promise.all([cache.delete(`song:${aggregate_id}`), cache.delete(`listener:${aggregate_id}`)])
  opening.use(await react(bus, db, 'playback-auth', reactions, { onError, onHandled: (event) => void forget(event).catch(onError) }))

  const dependencies = [
    { name: 'database', ping: () => db.ping() },
    { name: 'user', ping: verifyToken.ping },
    { name: 'bus', required: false, ping: () => bus.ping() },
    { name: 'cache', required: false, ping: () => cache.ping() },
  ]
  return serve(server, { host: config.host, port: config.port, stack: opening.move(), dependencies })
}
