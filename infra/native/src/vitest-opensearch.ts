import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startOpenSearch } from './opensearch.ts'

declare module 'vitest' {
  interface ProvidedContext {
    opensearchUrl: string
  }
}

/** The run's OpenSearch, once for all files. A test takes a path of its own below the URL: the prefix of its indices. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'segue-opensearch-'))
  await chmod(folder, 0o755)
  const forget = () => rm(folder, { recursive: true, force: true })
  const part = await startOpenSearch({ folder }).catch(async (error: unknown) => {
    await forget()
    throw error
  })
  project.provide('opensearchUrl', part.url)
  return async () => {
    await part[Symbol.asyncDispose]()
    await forget()
  }
}
