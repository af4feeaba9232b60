import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createClient } from '../../../libs/api-client/src/index.ts'
import { createArtist, getSong, login, register, search } from '../../../libs/contracts/src/index.ts'
import { publishSong } from '../../../e2e/src/publish-song.ts'
import { partsFolder } from '../src/index.ts'
import { runStack, type StackRun } from './run-stack.ts'

const repository = fileURLToPath(new URL('../../..', import.meta.url))
const password = 'nothing is gone for ever'
const body = (name: string) => ({ email: `${name}@back-up.segue.example`, password, display_name: name })
let folder: string
let run: StackRun | null = null

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'segue-whole-'))
  await chmod(folder, 0o711)
})
afterAll(async () => {
  await stop()
  await rm(folder, { recursive: true, force: true })
}, 60_000)

async function start(dataDir: string): Promise<StackRun> {
  run = await runStack(dataDir)
  await run.ready_s
  return run
}

async function stop(): Promise<void> {
  run?.child.kill('SIGTERM')
  await run?.ended
  run = null
}

async function command(name: string, dataDir: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, SEGUE_DATA_DIR: dataDir }
  return (await promisify(execFile)(process.execPath, [`tools/src/${name}.ts`, ...args], { cwd: repository, env })).stdout
}

test('a destroyed stack is back with accounts, song and sound as of the mark, nothing from after it', { timeout: 900_000 }, async () => {
  const [own, kept, restored] = [join(folder, 'own'), join(folder, 'kept'), join(folder, 'restored')]
  const before = createClient({ url: (await start(own)).url })
  const { user, access_token } = await before.call(register, { body: body('early') })
  const client = createClient({ url: run?.url ?? '', token: () => access_token })
  await client.call(createArtist, { body: { name: 'The Revenants' } })
  const song = await publishSong({ id: user.id, email: user.email, password, token: access_token, client }, { title: 'Back Again' })
  expect(await command('back-up', own, '--to', kept)).toMatch(/^Backed up\. The mark is \S+; \d\d+ objects are new/)
  expect(await command('back-up', own, '--to', kept, '--keep', '1')).toMatch(/; 0 objects are new \(0 bytes\), \d\d+ were there/)
  expect((await readdir(join(kept, 'copies'))).length).toBe(1)
  await before.call(register, { body: body('late') })
  await stop()
  await rm(partsFolder(own), { recursive: true })
  await rm(own, { recursive: true })

  expect(await command('restore', restored, '--from', kept)).toContain('Restored.')
  const after = createClient({ url: (await start(restored)).url })
  const { access_token: token } = await after.call(login, { body: { email: user.email, password } })
  await expect(after.call(login, { body: { email: body('late').email, password } })).rejects.toMatchObject({ status: 401 })
  await command('restore', restored, '--announce')
  const found = async () => (await after.call(search, { query: { q: 'back again' } })).results.songs?.items.map(({ id }) => id)
  await expect.poll(found, { timeout: 15_000 }).toContain(song.id)

  const listener = createClient({ url: run?.url ?? '', token: () => token })
  const { stream } = await listener.call(getSong, { params: { song_id: song.id }, query: { cookies: 'body' } })
  if (!stream?.cookies) throw new Error('no grant')
  const cookie = Object.entries(stream.cookies).map(([name, value]) => `${name}=${value}`).join('; ')
  const segment = new URL('128k/segments/64k/segment_001.m4s', stream.url.replace(/128k\/master\.m3u8$/, ''))
  expect((await fetch(segment, { headers: { cookie } })).status).toBe(200)
  await stop()
  await rm(partsFolder(restored), { recursive: true })
})
