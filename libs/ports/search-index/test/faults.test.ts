import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { openSearchIndex } from '../src/index.ts'
import { describeAdapters } from './adapters.ts'
import { document } from './documents.ts'

const batch = (version: number) => Array.from({ length: 40 }, (_, place) => document({ type: 'song', id: `song-${place}`, title: `Lantern ${place}`, version }))
const everything = { q: 'lantern', types: ['song' as const], genre: null, limit: 100, offset: 0 }

describeAdapters('the $name index on a bad day', ({ place, fillDisk, diskIsFull }) => {
  test('on a full disk a batch is refused whole, what was found before still is, and the same batch goes in once there is room', async () => {
    await using at = await place()
    await using index = await openSearchIndex(at.url)
    await index.upsert([document({ type: 'song', id: 'before', title: 'Lantern before' })])
    {
      await using _full = await fillDisk(at.url)
      await expect(index.upsert(batch(1))).rejects.toThrow(diskIsFull)
      expect((await index.search(everything)).song).toMatchObject({ total: 1, items: [{ id: 'before' }] })
    }
    await index.upsert(batch(1))
    expect((await index.search(everything)).song?.total).toBe(41)
  })

  test('a writer killed in the middle leaves whole batches or none, and writing them again completes the index', async () => {
    await using at = await place()
    await using index = await openSearchIndex(at.url)
    await index.upsert([])
    const writer = fork(fileURLToPath(new URL('./write-for-ever.ts', import.meta.url)), [at.url], { stdio: 'inherit' })
    await vi.waitFor(async () => expect((await index.search(everything)).song?.total).toBe(40), { timeout: 20_000 })
    const gone = once(writer, 'exit')
    writer.kill('SIGKILL')
    await gone
    const found = (await index.search(everything)).song
    expect(found?.total).toBe(40)
    expect(new Set(found?.items.map(({ card }) => card['version'])).size).toBe(1)
    await index.upsert(batch(1_000_000))
    expect((await index.search(everything)).song?.total).toBe(40)
  })
})
