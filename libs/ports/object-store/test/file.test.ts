import { spawn, spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { openObjectStore } from '../src/index.ts'

const putSlowly = join(import.meta.dirname, 'put-slowly.ts')
const text = { content_type: 'text/plain' }

async function freshStore() {
  const folder = await mkdtemp(join(tmpdir(), 'object-store-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const url = pathToFileURL(folder).href
  const open = () => openObjectStore(url, { upload_url: 'http://localhost', upload_secret: 'secret' })
  return { folder, url, open, store: await open() }
}

test('a writer killed half-way leaves the old object whole and nothing of the new one', async () => {
  const { folder, url, open, store } = await freshStore()
  await store.put('things/old', Buffer.from('old'), text)
  const child = spawn(process.execPath, [putSlowly, url, String(1e9)], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  await expect.poll(() => readdir(join(folder, 'incoming')), { timeout: 20_000 }).toHaveLength(2)
  await new Promise((resolve) => child.stdout?.once('data', resolve))
  child.kill('SIGKILL')
  await new Promise((resolve) => child.once('exit', resolve))

  const after = await open()
  expect((await Array.fromAsync(after.list('things/'))).map((object) => object.key)).toEqual(['things/old'])
  const found = await after.get('things/old')
  expect(found && (await buffer(found.body)).toString()).toBe('old')
  expect(found?.info.content_type).toBe('text/plain')
})

// A file system can't be filled up without being root, but a limit on the size of files breaks a write at the same place, half-way.
const limits = spawnSync('sh', ['-c', 'ulimit -f 64']).status === 0
test.skipIf(!limits)('a write that the disk refuses half-way is an error, leaves the old object whole and frees its space', async () => {
  const { folder, url, store } = await freshStore()
  await store.put('things/old', Buffer.from('old'), text)
  const child = spawnSync('sh', ['-c', 'ulimit -f 1000; exec "$0" "$@"', process.execPath, putSlowly, url, String(2_000_000)])
  expect(child.stdout.toString()).toMatch(/\.EFBIG,EFBIG,507$/)
  expect(await readdir(join(folder, 'incoming'))).toEqual([])
  expect((await Array.fromAsync(store.list('things/'))).map((object) => [object.key, object.size])).toEqual([['things/old', 3]])
})

test('what a crash left behind is swept when it is older than an hour, and not before', async () => {
  const { folder, open } = await freshStore()
  for (const name of ['old', 'young']) await writeFile(join(folder, 'incoming', name), 'half an object')
  const longAgo = new Date(Date.now() - 3_700_000)
  await utimes(join(folder, 'incoming', 'old'), longAgo, longAgo)
  await open()
  expect(await readdir(join(folder, 'incoming'))).toEqual(['young'])
})

test('nothing is read or written through a symbolic link, wherever somebody planted it', async () => {
  const { folder, store } = await freshStore()
  const outside = join(folder, 'outside')
  await mkdir(outside)
  await writeFile(join(outside, 'secret'), 'secret')
  await mkdir(join(folder, 'objects', 'things'))
  await symlink(outside, join(folder, 'objects', 'linked'))
  await symlink(join(outside, 'secret'), join(folder, 'objects', 'things', 'secret'))

  expect(await store.get('linked/secret')).toBeNull()
  expect(await store.get('things/secret')).toBeNull()
  await expect(store.put('linked/x', Buffer.from('x'), text)).rejects.toThrow(RangeError)
  await expect(store.put('linked/deep/x', Buffer.from('x'), text)).rejects.toThrow(RangeError)
  await store.delete('linked/secret')
  await store.deletePrefix('linked/')
  await store.put('things/secret', Buffer.from('replaced'), text)
  expect(await readdir(outside)).toEqual(['secret'])
  expect(await Array.fromAsync(store.list('linked/'))).toEqual([])
})

test('a key cannot run through an object, nor name a directory of objects', async () => {
  const { store } = await freshStore()
  await store.put('a/b', Buffer.from('x'), text)
  await expect(store.put('a/b/c', Buffer.from('x'), text)).rejects.toThrow(RangeError)
  await expect(store.put('a', Buffer.from('x'), text)).rejects.toThrow(RangeError)
  expect(await store.head('a')).toBeNull()
  expect(await store.head('a/b/c')).toBeNull()
  await store.delete('a')
  expect(await store.head('a/b')).not.toBeNull()
})

test('no empty directory is left where the last object was deleted', async () => {
  const { folder, store } = await freshStore()
  await store.put('a/b/c', Buffer.from('x'), text)
  await store.put('a/d/e', Buffer.from('x'), text)
  await store.delete('a/b/c')
  expect(await readdir(join(folder, 'objects', 'a'))).toEqual(['d'])
  await store.deletePrefix('a/d/')
  expect(await readdir(join(folder, 'objects'))).toEqual([])
})

test('an unknown kind of store is an error at once', async () => {
  await expect(openObjectStore('ftp://x', { upload_url: 'http://localhost', upload_secret: 's' })).rejects.toThrow('No object store for ftp:')
})
