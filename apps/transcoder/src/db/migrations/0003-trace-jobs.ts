import type { Migration } from '@segue/database'
import { sql } from 'kysely'

/** A job goes on in the trace of the upload that queued it. */
export const traceJobs: Migration = {
  async up(db) {
    await sql`alter table jobs add column traceparent text`.execute(db)
  },
}
