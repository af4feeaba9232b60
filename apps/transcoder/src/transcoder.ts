import { randomUUID } from 'node:crypto'
import { topology } from '@segue/contracts'
import { migrate, openDatabase } from '@segue/database'
import { openEventBus } from '@segue/event-bus'
import { leftoverWarning, react, startRelay } from '@segue/messaging'
import { openObjectStore } from '@segue/object-store'
import { atOnce, backgroundFaults, createServer, serve, type Service, type Start } from '@segue/service'
import type { Config } from './config.ts'
import type { Context } from './context.ts'
import { migrations } from './db/migrations.ts'
import type { Tables } from './db/tables.ts'
import { onSongDeleted } from './events/on-song-deleted.ts'
import { onSongUploaded } from './events/on-song-uploaded.ts'
import { measureQueue } from './jobs/measure-jobs.ts'
import { startWorker } from './jobs/work.ts'
import { sweepWorkDirs } from './jobs/work-dirs.ts'
import { chooseEngine } from './media/choose-engine.ts'

/** The worker that turns originals into HLS. */
export async function startTranscoder(config: Config, { whenReachable }: Start = atOnce): Promise<Service> {
  await using opening = new AsyncDisposableStack()
  const server = createServer({ service: 'transcoder', logLevel: config.logLevel })
  const onError = backgroundFaults(server)
  const db = openDatabase<Tables>(config.databaseUrl, { application_name: 'transcoder', onError })
  opening.defer(() => db.destroy())
  await whenReachable('database', 'TRANSCODER_DATABASE_URL', () => migrate(db, migrations))
  const onLeftover = leftoverWarning(server)
  const bus = opening.use(await whenReachable('bus', 'SEGUE_BUS_URL', () => openEventBus(config.busUrl, { topology, onLeftover })))
  const store = opening.use(await whenReachable('object-store', 'SEGUE_OBJECT_STORE_URL', () =>
    openObjectStore(config.objectStoreUrl, { upload_url: config.mediaUrl, upload_secret: config.uploadSecret }),
  ))
  const engine = await chooseEngine(config.engine)
  await sweepWorkDirs(config.workDir)
  server.log.info({ engine: engine.name, concurrency: config.concurrency }, 'transcoding')

  opening.use(startRelay(db, bus, { onError }))
  opening.use(measureQueue(db))
  const { workDir, leaseMs, maxAttempts } = config
  const context = (): Context => ({ db, store, engine, workDir, leaseMs, maxAttempts, worker: randomUUID(), onError, log: server.log })
  const workers = Array.from({ length: config.concurrency }, () => opening.use(startWorker(context())))
  const reactions = { 'song.uploaded': onSongUploaded, 'song.deleted': onSongDeleted }
  opening.use(await react(bus, db, 'transcoder', reactions, { onError, onHandled: () => workers.forEach((worker) => worker.wake()) }))

  const dependencies = [
    { name: 'database', ping: () => db.ping() },
    { name: 'bus', required: false, ping: () => bus.ping() },
    { name: 'object-store', ping: () => store.ping() },
  ]
  return serve(server, { host: config.host, port: config.port, stack: opening.move(), dependencies })
}
