import { migrate, openDatabase } from '@segue/database'
import { createServer, product, runService, serve, settings } from '@segue/service'
import { Type } from 'typebox'

const { host, logLevel } = product
const config = settings('NEEDY', { host, logLevel, databaseUrl: Type.String() })

/** A process that can't do without its database. */
await runService(config, async ({ databaseUrl, ...config }, { whenReachable }) => {
  await using opening = new AsyncDisposableStack()
  const server = createServer({ service: 'needy', logLevel: config.logLevel })
  const db = openDatabase(databaseUrl)
  opening.defer(() => db.destroy())
  await whenReachable('database', 'NEEDY_DATABASE_URL', () => migrate(db, {}))
  return serve(server, { host: config.host, port: 0, stack: opening.move(), dependencies: [{ name: 'database', ping: () => db.ping() }] })
})
