import { configDefaults, defineConfig } from 'vitest/config'

const database = 'libs/kit/database/src/vitest-global-setup.ts'
const limits = { testTimeout: 30_000, hookTimeout: 60_000, expect: { poll: { timeout: 10_000 } } }
/** Suites in which adapters of real servers appear; their rows in `test/adapters.ts` are skipped, visibly, without this. */
const native = { SEGUE_PARTS: 'native' }

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'parts',
          include: ['{apps,libs,tools}/**/*.test.{ts,tsx}'],
          exclude: [...configDefaults.exclude, '**/*.stack.test.ts'],
          globalSetup: [database],
          ...limits,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/test/**/*.test.ts'],
          globalSetup: ['e2e/src/global-setup.ts'],
          ...limits,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'stack',
          include: ['libs/ports/{event-bus,object-store,cache}/test/**/*.test.ts', '{libs/kit,infra}/**/*.stack.test.ts', 'tools/test/dead-letters.test.ts'],
          globalSetup: [database],
          env: native,
          ...limits,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'stack-search',
          include: ['libs/ports/search-index/test/**/*.test.ts', 'apps/search/**/*.stack.test.ts'],
          globalSetup: [database, 'infra/native/src/vitest-opensearch.ts'],
          env: native,
          ...limits,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
