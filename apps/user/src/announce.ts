import { topology } from '@segue/contracts'
import { openDatabase } from '@segue/database'
import { openEventBus } from '@segue/event-bus'
import { announceState, runAnnounce } from '@segue/messaging'
import { announcedState } from './announced-state.ts'
import { config } from './config.ts'
import type { Tables } from './db/tables.ts'

/** Announces users again to one consumer: `announce --to playlist`. */
await runAnnounce(process.argv.slice(2), async (to, onProgress) => {
  const { databaseUrl, busUrl } = config.load(process.env)
  await using db = openDatabase<Tables>(databaseUrl, { application_name: 'user-announce', statement_timeout_ms: 60_000 })
  await using bus = await openEventBus(busUrl, { topology })
  await announceState(bus, to, announcedState(db), { onProgress })
})
