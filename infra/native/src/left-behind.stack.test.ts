import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stopLeftBehind } from './left-behind.ts'
import { startPart } from './part.ts'

const part = new URL('./part.ts', import.meta.url).href
let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'segue-part-'))))
afterAll(() => rm(folder, { recursive: true, force: true }))

const options = (name: string) => ({
  name,
  url: 'none:',
  command: '/bin/sleep',
  args: ['600'],
  logFile: join(folder, name, `${name}.log`),
})

/** Starts a part from a process of its own, and says what pid it got. */
async function startElsewhere(name: string, end: 'wait' | 'throw'): Promise<{ parent: ReturnType<typeof spawn>; pid: number }> {
  const script = `
    const { startPart } = await import(${JSON.stringify(part)})
    const { pid } = await startPart({ ...${JSON.stringify(options(name))}, isReady: async () => true })
    console.log(pid)
    ${end === 'throw' ? 'setTimeout(() => { throw new Error() }, 100)' : 'setInterval(() => {}, 1000)'}`
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'ignore'] })
  const [line]: Buffer[] = await once(parent.stdout, 'data')
  return { parent, pid: Number(String(line)) }
}

const runs = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('what a killed process left running is found and stopped, and what it stopped itself is not', async () => {
  const { parent, pid } = await startElsewhere('sleeper', 'wait')
  parent.kill('SIGKILL')
  await once(parent, 'exit')
  expect(runs(pid)).toBe(true)
  const orderly = await startPart({ ...options('orderly'), isReady: async () => true })
  await orderly[Symbol.asyncDispose]()
  expect(await stopLeftBehind(folder)).toEqual(['sleeper'])
  await expect.poll(() => runs(pid)).toBe(false)
  expect(await stopLeftBehind(folder)).toEqual([])
})

test('a process that fails takes its parts along', async () => {
  const { parent, pid } = await startElsewhere('companion', 'throw')
  await once(parent, 'exit')
  await expect.poll(() => runs(pid)).toBe(false)
})
