import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readlinkSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { EventData } from '@segue/contracts'
import { expect, test, vi } from 'vitest'
import { expectWhole } from './expect-whole.ts'
import { surroundings, type Surroundings } from './transcoder-fixture.ts'

const patience = { timeout: 60_000, interval: 50 }
const service = fileURLToPath(new URL('..', import.meta.url))

/** Starts the service as a process of its own; resolves when it says that it is there. */
async function startProcess({ environment }: Surroundings, lease_ms: number): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: service,
    env: { PATH: process.env['PATH'], ...environment, TRANSCODER_LEASE_MS: String(lease_ms) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const said = once(createInterface({ input: child.stdout }), 'line')
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the service ended with ${String(code)}`)))
  await Promise.race([said, ended])
  ended.catch(() => {})
  return child
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const exit = once(child, 'exit')
  child.kill(signal)
  await exit
  return child.exitCode
}

const running = ({ db }: Surroundings) => db.selectFrom('jobs').select(['locked_by', 'attempts']).where('state', '=', 'running').execute()

/** Numbers from 0 to 1, the same ones for a seed (a linear congruential generator with the constants of Park and Miller). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => (state = (state * 48_271) % 0x7fffffff) / 0x7fffffff
}

/** Processes that still work in a directory below this one; Linux alone shows them. */
const processesIn = (directory: string): string[] =>
  process.platform !== 'linux'
    ? []
    : readdirSync('/proc').filter((pid) => {
        try {
          return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`).startsWith(directory)
        } catch {
          return false
        }
      })

test('killed at 20 random moments, it finishes every song once, and announces none before its files are there', { timeout: 240_000 }, async () => {
  await using around = await surroundings()
  const early: unknown[] = []
  around.heard.onEvent = ({ type, data }) => {
    if (type !== 'song.transcoded') return
    void expectWhole(around, data as EventData<'song.transcoded'>).catch((error: unknown) => early.push(error))
  }
  const random = randomFrom(20_260_711)
  const songs: EventData<'song.uploaded'>[] = []
  const kills = 20
  const killedUnderWay: boolean[] = []
  for (let kill = 0; kill < kills; kill++) {
    // A song for every second life, so that there is always work to be killed at.
    if (kill % 2 === 0) songs.push(await around.upload({ seconds: 3 + kill / 10 }))
    const child = await startProcess(around, 500)
    try {
      await vi.waitFor(async () => expect(await running(around)).not.toEqual([]), { timeout: 1_500, interval: 10 }).catch(() => {})
      await sleep(random() * 900)
      killedUnderWay.push((await running(around)).length > 0)
    } finally {
      await end(child, 'SIGKILL')
    }
  }
  expect(killedUnderWay.filter(Boolean).length).toBeGreaterThanOrEqual(kills / 4)

  const last = await startProcess(around, 500)
  try {
    const times = () => songs.map(({ song_id }) => around.heard.of('song.transcoded', song_id).length)
    await vi.waitFor(() => expect(times()).toEqual(songs.map(() => 1)), patience)
    await vi.waitFor(async () => expect(await readdir(around.workDir)).toEqual([]), patience)
  } finally {
    expect(await end(last, 'SIGTERM')).toBe(0)
  }
  for (const { song_id } of songs) {
    const [transcoded, second] = around.heard.of('song.transcoded', song_id)
    expect(second).toBeUndefined()
    expect(around.heard.of('song.rejected', song_id)).toEqual([])
    if (transcoded) await expectWhole(around, transcoded.data)
  }
  expect(early).toEqual([])
  expect(await around.db.selectFrom('jobs').select('state').where('state', '<>', 'done').execute()).toEqual([])
  await vi.waitFor(() => expect(processesIn(around.workDir)).toEqual([]), patience)
})

test('told to stop, it hands its job on at once, and the try does not count', { timeout: 180_000 }, async () => {
  await using around = await surroundings()
  const first = await startProcess(around, 30_000)
  try {
    const { song_id } = await around.upload({ seconds: 60 })
    await vi.waitFor(async () => expect(await running(around)).toHaveLength(1), patience)
    await sleep(300)
    expect(await end(first, 'SIGTERM')).toBe(0)
    const jobs = await around.db.selectFrom('jobs').select(['state', 'attempts', 'locked_by']).execute()
    expect(jobs).toEqual([{ state: 'waiting', attempts: 0, locked_by: null }])
    expect(await readdir(around.workDir)).toEqual([])
    expect(processesIn(around.workDir)).toEqual([])

    const second = await startProcess(around, 30_000)
    const ready_ms = performance.now()
    await vi.waitFor(async () => expect(await running(around)).toMatchObject([{ attempts: 1 }]), patience)
    // A lease that had to run out would take 30 s.
    expect(performance.now() - ready_ms).toBeLessThan(10_000)
    await vi.waitFor(() => expect(around.heard.of('song.transcoded', song_id)).toHaveLength(1), patience)
    await end(second, 'SIGTERM')
  } finally {
    await end(first, 'SIGKILL')
  }
})
