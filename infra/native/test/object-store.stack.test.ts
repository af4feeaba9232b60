import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { prepareBucket } from '../../../libs/ports/object-store/src/bucket.ts'
import { openObjectStore } from '../../../libs/ports/object-store/src/index.ts'
import { startObjectStore } from '../src/index.ts'
import { ensureVersitygw } from '../src/object-store/ensure-versitygw.ts'

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'object-store-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

test('a second start on the folder finds its objects under the same keys, and the first left no process behind', async () => {
  const folder = await temporaryFolder()
  const first = await startObjectStore({ folder })
  const { pid, url, reader, reader_url } = first
  await prepareBucket(url, { origins: [], reader })
  {
    await using store = await openObjectStore(url, { upload_url: '', upload_secret: '' })
    await store.put('artists/x', Buffer.from('kept'), { content_type: 'text/plain' })
  }
  await first[Symbol.asyncDispose]()
  expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  await expect(fetch(new URL(url).searchParams.get('endpoint') ?? '')).rejects.toThrow()

  await using again = await startObjectStore({ folder, port: Number(new URL(new URL(url).searchParams.get('endpoint') ?? '').port) })
  expect([again.url, again.reader_url]).toEqual([url, reader_url])
  await using store = await openObjectStore(again.reader_url, { upload_url: '', upload_secret: '' })
  expect(await store.head('artists/x')).toMatchObject({ size: 4, content_type: 'text/plain' })
})

test('its secrets and objects are for its owner\'s eyes alone', async () => {
  const folder = await temporaryFolder()
  await using _part = await startObjectStore({ folder })
  for (const name of ['secret', 'reader-secret', 'data', 'iam']) expect(((await stat(join(folder, name))).mode & 0o077).toString(8)).toBe('0')
})

test('where it is neither built nor Go at hand, the error says what to do', async () => {
  vi.stubEnv('SEGUE_PARTS_DIR', await temporaryFolder())
  vi.stubEnv('PATH', '/nonexistent')
  onTestFinished(() => void vi.unstubAllEnvs())
  await expect(ensureVersitygw()).rejects.toThrow(/go is missing.*Go 1\.26.*SEGUE_PARTS_DIR/)
})
