import { setTimeout as sleep } from 'node:timers/promises'
import type { ObjectStore } from '@segue/object-store'
import { expect, test, vi } from 'vitest'
import type { Context } from '../src/context.ts'
import { onSongDeleted } from '../src/events/on-song-deleted.ts'
import { onSongUploaded } from '../src/events/on-song-uploaded.ts'
import { startWorker } from '../src/jobs/work.ts'
import { sweepWorkDirs } from '../src/jobs/work-dirs.ts'
import { chooseEngine } from '../src/media/choose-engine.ts'
import { expectWhole } from './expect-whole.ts'
import { songPath, surroundings, type Surroundings } from './transcoder-fixture.ts'

const patience = { timeout: 25_000, interval: 50 }
const nothing = async (around: Surroundings, prefix: string) =>
  vi.waitFor(async () => expect(await around.keys(prefix)).toEqual([]), patience)
const states = async ({ db }: Surroundings) => (await db.selectFrom('jobs').select('state').execute()).map(({ state }) => state)
const erasuresDone = ({ db }: Surroundings) =>
  vi.waitFor(async () => {
    expect(await db.selectFrom('deleted_songs').select('path').where('path', 'is not', null).execute()).toEqual([])
  }, patience)

test('a song deleted before its upload is heard of is never worked on', async () => {
  await using around = await surroundings()
  const data = await around.upload()
  await using _service = await around.start()
  // Deliver the upload once more behind the deletion: whichever came first, nothing revives the song.
  await around.announce('song.deleted', data.song_id, { song_id: data.song_id, path: songPath(data) })
  await around.announce('song.uploaded', data.song_id, data)
  await vi.waitFor(async () => expect(await around.bus.backlog('transcoder')).toMatchObject({ waiting: 0 }), patience)
  await erasuresDone(around)
  await nothing(around, songPath(data))
  expect((await states(around)).filter((state) => state === 'waiting' || state === 'running')).toEqual([])
})

test('the tombstone comes first, then the upload: there is no job', async () => {
  await using around = await surroundings()
  await using _service = await around.start()
  const data = await around.upload({ put: false })
  const other = { ...data, song_id: data.upload_id, output_path: data.output_path.replace(data.song_id, data.upload_id) }
  await around.announce('song.deleted', other.song_id, { song_id: other.song_id, path: songPath(other) })
  const tombstones = () => around.db.selectFrom('deleted_songs').select('song_id').where('song_id', '=', other.song_id).execute()
  await vi.waitFor(async () => expect(await tombstones()).toHaveLength(1), patience)
  await around.announce('song.uploaded', other.song_id, other)
  await vi.waitFor(async () => expect(await around.bus.backlog('transcoder')).toMatchObject({ waiting: 0 }), patience)
  expect(await around.db.selectFrom('jobs').select('song_id').where('song_id', '=', other.song_id).execute()).toEqual([])
})

test('an upload and its deletion that arrive together leave neither a job nor an object', async () => {
  await using around = await surroundings()
  await using _service = await around.start()
  const uploadAndDelete = async () => {
    const data = await around.upload({ seconds: 1 })
    await around.announce('song.deleted', data.song_id, { song_id: data.song_id, path: songPath(data) })
    return data
  }
  const songs = await Promise.all(Array.from({ length: 12 }, uploadAndDelete))
  await vi.waitFor(async () => expect(await around.bus.backlog('transcoder')).toMatchObject({ waiting: 0 }), patience)
  await vi.waitFor(async () => expect((await states(around)).filter((state) => state !== 'cancelled')).toEqual([]), patience)
  await erasuresDone(around)
  for (const song of songs) expect(await around.keys(songPath(song))).toEqual([])
})

test('a song deleted after it became ready is erased, every version, and its neighbour stays', async () => {
  await using around = await surroundings()
  await using _service = await around.start()
  const [gone, kept] = [await around.upload(), await around.upload()]
  const ready = () => [gone, kept].flatMap(({ song_id }) => around.heard.of('song.transcoded', song_id))
  await vi.waitFor(() => expect(ready()).toHaveLength(2), patience)
  await around.store.put(`${songPath(gone)}v2/master.m3u8`, Buffer.from('#EXTM3U'), { content_type: 'application/vnd.apple.mpegurl' })
  await around.announce('song.deleted', gone.song_id, { song_id: gone.song_id, path: songPath(gone) })
  await nothing(around, songPath(gone))
  const [transcoded] = around.heard.of('song.transcoded', kept.song_id)
  if (transcoded) await expectWhole(around, transcoded.data)
})

/** The same store at the end of a slow line: from the `from`-th put on, each waits until it is let through. */
function slowStore(store: ObjectStore, from: number) {
  const reached = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  let puts = 0
  const put: ObjectStore['put'] = async (key, body, options) => {
    if (++puts >= from) {
      reached.resolve()
      await gate.promise
    }
    return store.put(key, body, options)
  }
  return { store: { ...store, put }, reached: reached.promise, letThrough: () => gate.resolve() }
}

async function workerOn(around: Surroundings, store: ObjectStore, leaseMs: number, errors: unknown[] = []) {
  await sweepWorkDirs(around.workDir)
  const context: Context = {
    db: around.db,
    store,
    engine: await chooseEngine('auto'),
    workDir: around.workDir,
    leaseMs,
    maxAttempts: 5,
    worker: crypto.randomUUID(),
    log: { warn: () => undefined },
    onError: (error) => void errors.push(error),
  }
  return startWorker(context)
}

test('a song deleted while its renditions are being put leaves no object, not even those that were under way', async () => {
  await using around = await surroundings()
  const slow = slowStore(around.store, 5)
  await using service = await around.start()
  await service[Symbol.asyncDispose]()
  const opened = await openJob(around)
  await using _worker = await workerOn(around, slow.store, 1_000)
  using _gate = { [Symbol.dispose]: slow.letThrough }
  await slow.reached
  await vi.waitFor(async () => expect(await around.keys(opened.data.output_path)).toHaveLength(4), patience)
  await opened.remove()
  // Longer than a renewal: the worker knows by now, but its puts are still on the line.
  await sleep(500)
  slow.letThrough()
  await erasuresDone(around)
  await sleep(300)
  expect(await around.keys(songPath(opened.data))).toEqual([])
  expect(await states(around)).toEqual(['cancelled'])
})

test('whoever slept through a lease neither announces nor leaves anything of a song that is gone by then', async () => {
  await using around = await surroundings()
  const slow = slowStore(around.store, 5)
  await using service = await around.start()
  await service[Symbol.asyncDispose]()
  const opened = await openJob(around)
  await using sleeper = await workerOn(around, slow.store, 500)
  using _gate = { [Symbol.dispose]: slow.letThrough }
  await slow.reached
  await vi.waitFor(async () => expect(await around.keys(opened.data.output_path)).toHaveLength(4), patience)
  // Another took it over, as after a lease that ran out, and the song was deleted and erased under both.
  await around.db.updateTable('jobs').set({ locked_by: 'another', locked_until: new Date(0) }).execute()
  await opened.remove()
  await using _other = await workerOn(around, around.store, 500)
  await erasuresDone(around)
  expect(await around.keys(songPath(opened.data))).toEqual([])
  slow.letThrough()
  await sleeper[Symbol.asyncDispose]()
  expect(await around.keys(songPath(opened.data))).toEqual([])
})

test('a store that is out for a while costs the file none of its tries', { timeout: 180_000 }, async () => {
  await using around = await surroundings()
  await using service = await around.start()
  await service[Symbol.asyncDispose]()
  const opened = await openJob(around)
  let down = true
  const get: ObjectStore['get'] = async (key, range) => {
    if (!down) return around.store.get(key, range)
    throw new Error('connect ECONNREFUSED')
  }
  const errors: unknown[] = []
  await using _worker = await workerOn(around, { ...around.store, get }, 1_000, errors)
  await vi.waitFor(() => expect(errors).toHaveLength(1), patience)
  const jobs = () => around.db.selectFrom('jobs').select(['state', 'attempts']).execute()
  await vi.waitFor(async () => expect(await jobs()).toEqual([{ state: 'waiting', attempts: 0 }]), patience)
  down = false
  await vi.waitFor(async () => expect(await jobs()).toEqual([{ state: 'done', attempts: 1 }]), patience)
  expect(await around.keys(opened.data.output_path)).not.toEqual([])
})

/** A job in the service's database, as its reactions make them. */
async function openJob(around: Surroundings) {
  const data = await around.upload()
  const event = { id: data.upload_id, aggregate_id: data.song_id, aggregate_version: 1, occurred_at: new Date().toISOString() }
  await around.db.transaction().execute((tx) => onSongUploaded(tx, { ...event, type: 'song.uploaded', data }))
  return {
    data,
    remove: () =>
      around.db.transaction().execute(async (tx) => {
        await onSongDeleted(tx, { ...event, type: 'song.deleted', data: { song_id: data.song_id, path: songPath(data) } })
      }),
  }
}
