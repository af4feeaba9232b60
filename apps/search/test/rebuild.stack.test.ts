import { randomBytes } from 'node:crypto'
import { describe, inject } from 'vitest'
import { rebuildSuite } from './rebuild.ts'

describe('an index in OpenSearch, built anew while the service goes on', () => {
  rebuildSuite(() => `${inject('opensearchUrl')}/test_${randomBytes(8).toString('hex')}`)
})
