import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { afterAll, expect, test, vi } from 'vitest'

const limit_bytes = 150_000

// The build sets it.
vi.stubEnv('NODE_ENV', 'test')
afterAll(() => void vi.unstubAllEnvs())

test('a first visit takes less than 150 KB, compressed, and what plays comes apart from it', async () => {
  const built = await build({ root: fileURLToPath(new URL('..', import.meta.url)), logLevel: 'error', build: { write: false } })
  if (!('output' in built)) throw new Error('one build has one output')
  const entry = built.output.find((file) => file.type === 'chunk' && file.isEntry)
  if (entry?.type !== 'chunk') throw new Error('there is no entry')
  const styles = built.output.filter(({ fileName }) => fileName.endsWith('.css')).map((file) => (file.type === 'asset' ? String(file.source) : ''))
  const bytes = gzipSync(entry.code).length + gzipSync(styles.join('')).length
  expect(bytes).toBeLessThan(limit_bytes)
  expect(entry.imports).toEqual([])
  expect(entry.dynamicImports).toHaveLength(1)
})
