import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{apps,libs,tools}/**/*.test.ts'],
    globalSetup: ['libs/kit/database/src/vitest-global-setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
})
