import { configDefaults, defineConfig } from 'vitest/config'

const database = 'libs/kit/database/src/vitest-global-setup.ts'
/** When something hangs, not how long it may take: machines that are busy take three times as long. */
const limits = { testTimeout: 90_000, hookTimeout: 300_000, expect: { poll: { timeout: 20_000 } } }
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
        },
      },
      {
        test: {
          name: 'stack',
          include: ['libs/ports/{event-bus,object-store,cache}/test/**/*.test.ts', '{libs/kit,infra}/**/*.stack.test.ts', 'tools/test/dead-letters.test.ts'],
          globalSetup: [database],
          env: native,
          ...limits,
        },
      },
      {
        test: {
          name: 'stack-search',
          include: ['libs/ports/search-index/test/**/*.test.ts', 'apps/search/**/*.stack.test.ts'],
          globalSetup: [database, 'infra/native/src/vitest-opensearch.ts'],
          env: native,
          ...limits,
        },
      },
    ],
  },
})
