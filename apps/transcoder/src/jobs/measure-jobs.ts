import type { Db } from '@segue/database'
import { Counter, Histogram, lookedUpGauges, metrics } from '@segue/service'
import { sql } from 'kysely'
import type { Tables } from '../db/tables.ts'

export const jobDuration = new Histogram<'outcome'>({
  name: 'transcode_job_duration_seconds',
  help: 'Time of a job under one worker, from its claim to its end',
  labelNames: ['outcome'],
  buckets: [0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800],
  registers: [metrics],
})

export const rejections = new Counter<'code'>({
  name: 'transcode_rejections_total',
  help: 'Files that were refused, by the code that their owner sees',
  labelNames: ['code'],
  registers: [metrics],
})

const queue = lookedUpGauges(
  {
    transcode_jobs_waiting: { help: 'Jobs that wait for a worker', of: 'max' },
    transcode_jobs_running: { help: 'Jobs that a worker has', of: 'max' },
    transcode_queue_oldest_seconds: { help: 'How long the longest of those that are due has waited', of: 'max' },
  },
  [],
)

/** Tells the queue's state, which all processes of the service share, until disposed of. */
export const measureQueue = (db: Db<Tables>): Disposable =>
  queue.watch({}, async () => {
    const { rows: [found] } = await sql<{ waiting: number; running: number; oldest_s: number | null }>`
      select count(*) filter (where state = 'waiting')::int as waiting, count(*) filter (where state = 'running')::int as running,
        extract(epoch from now() - min(due_at) filter (where state = 'waiting' and due_at <= now()))::float8 as oldest_s
      from jobs where state in ('waiting', 'running')`.execute(db)
    const { waiting = 0, running = 0, oldest_s = null } = found ?? {}
    return { transcode_jobs_waiting: waiting, transcode_jobs_running: running, transcode_queue_oldest_seconds: oldest_s ?? 0 }
  })
