import { rm } from 'node:fs/promises'
import type { TestProject } from 'vitest/node'
import { startDatabase } from './embedded.ts'
import { scratchFolder } from './scratch-folder.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The run's PostgreSQL as superuser; tests take a database of their own with `testDatabase`. */
    databaseUrl: string
  }
}

/** One PostgreSQL for the whole run, gone with it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = scratchFolder()
  const database = await startDatabase({ folder, durable: false })
  project.provide('databaseUrl', database.url)
  return async () => {
    await database[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  }
}
