import type { Migration } from '@segue/database'
import { messagingMigration } from '@segue/messaging'
import { createJobs } from './migrations/0002-create-jobs.ts'
import { traceJobs } from './migrations/0003-trace-jobs.ts'

export const migrations: Readonly<Record<string, Migration>> = {
  '0001-messaging': messagingMigration,
  '0002-create-jobs': createJobs,
  '0003-trace-jobs': traceJobs,
}
