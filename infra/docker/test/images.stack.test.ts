import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { generateKeys } from '@segue/media-signature'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { repository } from '../../../tools/src/build/programs.ts'
import { freePort } from '../../native/src/free-port.ts'
import { readDockerfile } from '../../../tools/src/check-images/read-dockerfile.ts'
import { buildImage, commandIn, makeBase, remove, spawnIn, whyNot, type Building, type Image } from './build-image.ts'

/** The commands of each stage, executed natively: no engine, and this machine's root instead of the images that `FROM` names. */
const missing = whyNot()
const minutes = 60_000

const dockerfile = readDockerfile(readFileSync(join(import.meta.dirname, '../Dockerfile'), 'utf8'))
const jobs = readDockerfile(readFileSync(join(import.meta.dirname, '../jobs.Dockerfile'), 'utf8'))

describe.skipIf(missing !== null)(`images${missing === null ? '' : ` (${missing})`}`, () => {
  let building: Building
  const images = new Map<string, Image>()

  beforeAll(() => {
    const folder = mkdtempSync('/dev/shm/segue-images-')
    const context = join(folder, 'context')
    for (const file of sources()) {
      mkdirSync(dirname(join(context, file)), { recursive: true })
      cpSync(join(repository, file), join(context, file))
    }
    building = { folder, context, base: makeBase(folder), hidden: repository.replace(/\/$/, '') }
    images.set('edge', buildImage(building, dockerfile, { APP: 'edge' }))
    images.set('gateway', buildImage(building, dockerfile, { APP: 'gateway' }))
    images.set('transcoder', buildImage(building, dockerfile, { APP: 'transcoder', RUNTIME: 'with-ffmpeg' }))
    images.set('jobs', buildImage(building, jobs, {}))
  }, 10 * minutes)
  afterAll(() => remove(building.folder))

  const image = (name: string) => {
    const found = images.get(name)
    if (found === undefined) throw new Error(`no ${name}`)
    return found
  }
  const say = (name: string, ...command: string[]) => {
    const { layers, env, workdir } = image(name)
    return spawnIn(building, layers, { workdir, env, command })
  }

  test('an image holds its own bundle and nothing else of the repository', () => {
    expect(say('edge', 'ls', '-A', '/app').stdout.split('\n').filter((file) => !/\.js(?:\.map|\.LEGAL\.txt)?$/.test(file))).toEqual(['bom.json', 'package.json', ''])
    expect(say('gateway', 'ls', '/app/web').stdout).toContain('index.html')
    expect(say('transcoder', 'ls', '-A', '/app').stdout).toContain('probe-child.js')
    for (const name of images.keys()) expect(say(name, 'ls', '/source').status, name).not.toBe(0)
  })

  test('it runs as a user who can write neither the program nor the root', () => {
    const { layers, env, workdir, user } = image('edge')
    const write = 'touch /app/x || touch /x || test -w /app/main.js'
    const upper = join(building.folder, 'written')
    mkdirSync(upper)
    expect(spawnIn(building, layers, { upper, workdir, env, command: ['setpriv', '--reuid', user, '--regid', user, '--clear-groups', 'sh', '-c', write] }).status).not.toBe(0)
  })

  test('the transcoder finds ffmpeg with an AAC encoder', () => {
    expect(say('transcoder', 'ffmpeg', '-hide_banner', '-encoders').stdout).toMatch(/ aac /)
  })

  test('its command starts on a root that cannot be written, the health check agrees, and SIGTERM ends it', { timeout: 2 * minutes }, async () => {
    const { layers, env, workdir, user, cmd, healthcheck } = image('edge')
    const internal = String(await freePort())
    const secrets = { SEGUE_UPLOAD_SECRET: 'x'.repeat(32), EDGE_GRANT_KEYS: JSON.stringify({ segue: generateKeys().public_key_pem }) }
    const given = { ...env, ...secrets, SEGUE_OBJECT_STORE_URL: 'file:///tmp', SEGUE_HOST: '127.0.0.1', SEGUE_MEDIA_PORT: '0', SEGUE_INTERNAL_HOST: '127.0.0.1', SEGUE_INTERNAL_PORT: internal }
    const asUser = ['setpriv', '--reuid', user, '--regid', user, '--clear-groups', '--no-new-privs']
    const asks = healthcheck.map((word) => word.replace('4009', internal))
    const isWell = () => spawnIn(building, layers, { workdir, env, command: [...asUser, ...asks] }).status === 0
    expect(isWell()).toBe(false)

    const [file = '', ...args] = commandIn(building, layers, { workdir, env: given, command: [...asUser, ...cmd] })
    const child = spawn(file, args, { env: given, stdio: ['ignore', 'inherit', 'inherit'] })
    const ended = once(child, 'exit')
    try {
      await vi.waitFor(() => expect(isWell()).toBe(true), { timeout: 30_000 })
    } finally {
      child.kill('SIGTERM')
    }
    expect(await ended).toEqual([0, null])
  })

  test('a service with a secret that everybody knows does not start where strangers reach it', () => {
    const { layers, env, workdir, cmd } = image('edge')
    const given = { ...env, SEGUE_UPLOAD_SECRET: 'development-only-upload-secret-of-32-characters', SEGUE_MEDIA_URL: 'https://media.example.com' }
    const { status, stderr } = spawnIn(building, layers, { workdir, env: given, command: cmd })
    expect([status, stderr]).toEqual([1, expect.stringContaining('SEGUE_UPLOAD_SECRET')])
  })

  test('the job that makes keys makes them once, for their user alone', () => {
    const { layers, env, workdir } = image('jobs')
    const keys = mkdtempSync(join(building.folder, 'keys-'))
    for (const name of ['token', 'grant', 'public']) mkdirSync(join(keys, name))
    const run = () => spawnIn(building, layers, { out: keys, workdir, env: { ...env, KEYS_DIR: '/mnt' }, command: ['node', '--import', '/usr/local/lib/segue/guard.mjs', 'make-keys.js'] })
    expect(run()).toMatchObject({ status: 0 })
    const made = globSync('*/*', { cwd: keys }).toSorted()
    expect(made).toEqual(['grant/grant.pem', 'public/grant-keys.json', 'token/token.pem'])
    const before = made.map((file) => readFileSync(join(keys, file), 'utf8'))
    expect(made.map((file) => statSync(join(keys, file)).mode & 0o777)).toEqual([0o600, 0o600, 0o600])
    expect(run().stdout).toBe('')
    expect(made.map((file) => readFileSync(join(keys, file), 'utf8'))).toEqual(before)
  })
})

/** The repository's files as they would be committed now. */
function sources(): readonly string[] {
  const { stdout } = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate'], { cwd: repository, encoding: 'utf8' })
  return stdout.split('\n').filter((file) => file !== '')
}
