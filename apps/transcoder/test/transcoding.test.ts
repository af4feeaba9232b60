import { readdir } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { engines } from './hostile/engines.ts'
import { makePng, makeWav } from './hostile/honest-samples.ts'
import { expectWhole } from './expect-whole.ts'
import { surroundings } from './transcoder-fixture.ts'

const patience = { timeout: 25_000, interval: 50 }

for (const { name, engine } of engines) {
  test.skipIf(engine === undefined)(`${name}: an upload becomes renditions at its place, announced once, with progress of each`, async () => {
    await using around = await surroundings()
    await using _service = await around.start({ TRANSCODER_ENGINE: name })
    const { song_id, output_path } = await around.upload({ seconds: 3 })
    await vi.waitFor(() => expect(around.heard.of('song.transcoded', song_id)).toHaveLength(1), patience)

    const [transcoded] = around.heard.of('song.transcoded', song_id)
    expect(transcoded).toMatchObject({ aggregate_id: song_id, aggregate_version: 1 })
    expect(transcoded?.data).toMatchObject({
      song_id,
      audio_version: 1,
      path: output_path,
      duration_ms: 3_000,
      source: { sample_rate_hz: 44_100, channels: 2 },
      tags: {},
      artwork_path: null,
    })
    expect(transcoded?.data.loudness_lufs).toBeGreaterThan(-30)
    if (transcoded) await expectWhole(around, transcoded.data)

    const progress = () => around.heard.of('song.transcoding', song_id)
    const complete = () => progress().flatMap(({ data }) => (data.percent === 100 ? [data.rendition] : []))
    await vi.waitFor(() => expect(complete().toSorted()).toEqual(['128k', '320k', '64k']), patience)
    const versions = progress().map(({ aggregate_version }) => aggregate_version)
    expect(new Set(versions).size).toBe(versions.length)
    await vi.waitFor(async () => expect(await readdir(around.workDir)).toEqual([]), patience)
  })

  test.skipIf(engine === undefined)(`${name}: a picture named .wav is rejected with its code, and nothing is published`, async () => {
    await using around = await surroundings()
    await using _service = await around.start({ TRANSCODER_ENGINE: name })
    const { song_id, output_path } = await around.upload({ bytes: makePng(64, 64) })
    await vi.waitFor(() => expect(around.heard.of('song.rejected', song_id)).toHaveLength(1), patience)
    const message = 'This file is not audio in any format Segue knows.'
    expect(around.heard.of('song.rejected', song_id)[0]?.data).toEqual({ song_id, audio_version: 1, code: 'not_audio', message })
    expect(around.heard.of('song.transcoded', song_id)).toEqual([])
    expect(await around.keys(output_path)).toEqual([])
  })
}

test('an upload that is announced three times is one job and one announcement', async () => {
  await using around = await surroundings()
  await using _service = await around.start()
  const data = await around.upload()
  await Promise.all([around.announce('song.uploaded', data.song_id, data), around.announce('song.uploaded', data.song_id, data)])
  await vi.waitFor(() => expect(around.heard.of('song.transcoded', data.song_id)).toHaveLength(1), patience)
  await around.announce('song.uploaded', data.song_id, data)
  await vi.waitFor(async () => expect(await around.bus.backlog('transcoder')).toMatchObject({ waiting: 0 }), patience)
  expect(await around.db.selectFrom('jobs').select(['state', 'attempts']).execute()).toEqual([{ state: 'done', attempts: 1 }])
  await sleep(600)
  expect(around.heard.of('song.transcoded', data.song_id)).toHaveLength(1)
})

test('an upload told again long after its job ended is processed again: its outcome was lost', async () => {
  await using around = await surroundings()
  await using _service = await around.start()
  const data = await around.upload()
  const outcomes = () => around.heard.of('song.transcoded', data.song_id)
  await vi.waitFor(() => expect(outcomes()).toHaveLength(1), patience)
  await around.db.updateTable('jobs').set({ finished_at: new Date(Date.now() - 3_600_000) }).execute()
  await around.announce('song.uploaded', data.song_id, data)
  await vi.waitFor(() => expect(outcomes()).toHaveLength(2), patience)
  const [first, second] = outcomes()
  expect(second?.data).toEqual(first?.data)
  await vi.waitFor(async () => expect(await around.db.selectFrom('jobs').select('state').execute()).toEqual([{ state: 'done' }]), patience)
})

test('what may go well at another time is tried again, after pauses that double', async () => {
  await using around = await surroundings()
  await using _service = await around.start()
  const missing = await around.upload({ put: false })
  const job = () => around.db.selectFrom('jobs').select(['state', 'attempts', 'due_at']).executeTakeFirstOrThrow()
  await vi.waitFor(async () => expect(await job()).toMatchObject({ state: 'waiting', attempts: 1 }), patience)
  const first = await job()
  await vi.waitFor(async () => expect(await job()).toMatchObject({ state: 'waiting', attempts: 2 }), patience)
  const second = await job()
  expect(second.due_at.getTime() - first.due_at.getTime()).toBeGreaterThanOrEqual(2_000)

  await around.store.put(missing.object_key, makeWav({ seconds: 2 }), { content_type: 'audio/wav' })
  await vi.waitFor(() => expect(around.heard.of('song.transcoded', missing.song_id)).toHaveLength(1), patience)
  expect(around.heard.of('song.rejected', missing.song_id)).toEqual([])
})

test('what fails again and again is given up, with a sentence that does not promise another try', async () => {
  await using around = await surroundings()
  await using _service = await around.start({ TRANSCODER_MAX_ATTEMPTS: '2' })
  const { song_id } = await around.upload({ put: false })
  await vi.waitFor(() => expect(around.heard.of('song.rejected', song_id)).toHaveLength(1), patience)
  const [rejected] = around.heard.of('song.rejected', song_id)
  expect(rejected?.data).toMatchObject({ code: 'processing_failed', message: expect.stringContaining('again and again') })
  expect(await around.db.selectFrom('jobs').select(['state', 'attempts']).execute()).toEqual([{ state: 'rejected', attempts: 2 }])
})
