import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { processAudio } from '../../src/media/process-audio.ts'
import { findRejection } from '../../src/media/rejection.ts'
import { hostileCorpus, type HostileFile } from './corpus.ts'
import { engines } from './engines.ts'
import { makeHonestSamples, readSamples } from './honest-samples.ts'

// Ten seconds is the promise on a machine that is not busy with anything else; the whole test suite is not such a machine.
const deadline_ms = 30_000
const scratch_bytes = 20 * 1024 * 1024

let root = ''
let corpus: HostileFile[] = []
let server: Server
let connections = 0

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'segue-hostile-'))
  server = createServer((_request, response) => response.end('heard')).on('connection', () => connections++)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const samples = await makeHonestSamples(join(root, 'honest'))
  corpus = hostileCorpus(await readSamples(samples), `http://127.0.0.1:${address.port}`, join(root, 'honest', 'cbr.mp3'))
}, 240_000)

afterAll(async () => {
  server.close()
  await rm(root, { recursive: true })
})

test('the corpus holds at least 25 files', () => {
  expect(corpus.length).toBeGreaterThanOrEqual(25)
})

async function bytesBelow(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true })
  const sizes = await Promise.all(entries.map(async entry => (await stat(join(directory, entry))).size))
  return sizes.reduce((sum, size) => sum + size, 0)
}

describe.each(engines)('with the $name engine', ({ name, engine }) => {
  test.skipIf(!engine)('every hostile file is refused by name, soon, calling nobody and writing nowhere else', { timeout: 300_000 }, async () => {
    if (!engine) return
    const wrong: string[] = []
    const queue = corpus.entries()
    const judge = async () => { for (const [index, file] of queue) await judgeOne(index, file) }
    const judgeOne = async (index: number, { what, name: file_name, bytes, codes }: HostileFile) => {
      const job_root = join(root, `${name}-${index}`)
      const work_dir = join(job_root, 'work')
      await mkdir(work_dir, { recursive: true })
      const input = join(job_root, file_name)
      await writeFile(input, bytes)
      const started = performance.now()
      const declared = { name: file_name, content_type: 'audio/mpeg', size: bytes.length }
      const result = await processAudio({ input, declared, work_dir, engine, signal: AbortSignal.timeout(60_000), onProgress: () => undefined })
      const took_ms = performance.now() - started
      if (result.ok) wrong.push(`${what}: accepted`)
      else if (!codes.includes(result.code)) wrong.push(`${what}: ${result.code} (${result.detail})`)
      else if (!findRejection(result.code)) wrong.push(`${what}: no sentence for ${result.code}`)
      if (took_ms > deadline_ms) wrong.push(`${what}: took ${Math.round(took_ms)} ms`)
      if (await bytesBelow(work_dir) > bytes.length + scratch_bytes) wrong.push(`${what}: left too much behind`)
      const beside = (await readdir(job_root)).sort()
      if (beside.join('|') !== [file_name, 'work'].sort().join('|')) wrong.push(`${what}: wrote beside its directory: ${beside.join(', ')}`)
    }
    await Promise.all([judge(), judge()])
    expect(wrong).toEqual([])
    expect(connections).toBe(0)
  })
})
