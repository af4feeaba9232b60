import { openCache } from '@segue/cache'
import { search, suggest, topology } from '@segue/contracts'
import { migrate, openDatabase } from '@segue/database'
import { openEventBus } from '@segue/event-bus'
import { createTokenVerifier } from '@segue/identity'
import { leftoverWarning, reactTogether } from '@segue/messaging'
import { openSearchIndex } from '@segue/search-index'
import { atOnce, backgroundFaults, createServer, handle, serve, type Service, type Start } from '@segue/service'
import type { Config } from './config.ts'
import type { Context } from './context.ts'
import { migrations } from './db/migrations.ts'
import type { Tables } from './db/tables.ts'
import { watchIndexLag } from './index-lag.ts'
import { reactions, together } from './reactions.ts'
import { handleSearch } from './routes/search.ts'
import { handleSuggest } from './routes/suggest.ts'

/** Only reactions ask this database: one waits for what another process is indexing, which may take longer than a request would. */
const statement_timeout_ms = 10_000

/** The index kept from events, and the answers from it. */
export async function startSearch(config: Config, { whenReachable }: Start = atOnce): Promise<Service> {
  await using opening = new AsyncDisposableStack()
  const { publicUrl, mediaUrl } = config
  const verifyToken = createTokenVerifier({ jwksUrl: config.jwksUrl, issuer: publicUrl })
  const server = createServer({ service: 'search', logLevel: config.logLevel, verifyToken })
  const onError = backgroundFaults(server)
  const db = openDatabase<Tables>(config.databaseUrl, { application_name: 'search', statement_timeout_ms, onError })
  opening.defer(() => db.destroy())
  await whenReachable('database', 'SEARCH_DATABASE_URL', () => migrate(db, migrations))
  const index = opening.use(await whenReachable('index', 'SEARCH_INDEX_URL', () => openSearchIndex(config.indexUrl)))
  const onLeftover = leftoverWarning(server)
  const bus = opening.use(await whenReachable('bus', 'SEGUE_BUS_URL', () => openEventBus(config.busUrl, { topology, onLeftover })))
  const cache = opening.use(await whenReachable('cache', 'SEGUE_CACHE_URL', () => openCache(config.cacheUrl, { namespace: 'search-1' })))
  const lag = opening.use(watchIndexLag(bus, onError))
  const context: Context = { db, index, cache, lag, mediaUrl }

  handle(server, search, handleSearch(context))
  handle(server, suggest, handleSuggest(context))

  opening.use(await reactTogether(bus, db, 'search', reactions, together(index), { onError, onHandled: (event) => lag.handled(event) }))

  const dependencies = [
    { name: 'index', ping: () => index.ping() },
    { name: 'user', required: false, ping: verifyToken.ping },
    { name: 'database', required: false, ping: () => db.ping() },
    { name: 'bus', required: false, ping: () => bus.ping() },
    { name: 'cache', required: false, ping: () => cache.ping() },
  ]
  return serve(server, { host: config.host, port: config.port, stack: opening.move(), dependencies })
}
