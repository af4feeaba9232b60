import { describe } from 'vitest'
import { rebuildSuite } from './rebuild.ts'

describe('an index in PostgreSQL, built anew while the service goes on', () => {
  rebuildSuite((databaseUrl) => databaseUrl)
})
