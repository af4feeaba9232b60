import { createPublicKey } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { Figure } from '../figure.ts'
import type { BareAnswer } from '../limits/bare-song.ts'
import { alternate } from '../measure/alternate.ts'
import { rate } from '../measure/rate.ts'
import { newArtist, newListener } from '../run/people.ts'
import { publishSong } from '../run/publish-song.ts'
import { songWav } from '../run/song-wav.ts'
import { startChild } from '../run/start-child.ts'
import { startEmbeddedFleet } from '@segue/tools/platform'
import { temporaryFolder } from '../run/temporary-folder.ts'
import type { Work } from '../work.ts'

const each_s = 3
const rounds = 3
const services = ['user', 'catalog', 'playback-auth', 'transcoder', 'edge', 'gateway'] as const
const limitFile = (name: string) => fileURLToPath(new URL(`../limits/${name}.ts`, import.meta.url))

/** A song's metadata with its grant, straight from the service and through the public door, every server a process of its own. */
export const song: Work = { title: 'GET /v1/songs/{id} with grant', measure }

async function measure(): Promise<readonly Figure[]> {
  await using folder = await temporaryFolder()
  await using fleet = await startEmbeddedFleet({ dataDir: folder.path, names: services })
  const { id } = await publishSong(await newArtist(fleet.publicUrl), 'Yardstick', songWav(30))
  const { token } = await newListener(fleet.publicUrl)
  const headers = { authorization: `Bearer ${token}` }
  const target = `/v1/songs/${id}`
  const service = { url: fleet.member('playback-auth').url, target, headers, pids: [fleet.member('playback-auth').pid] }
  const door = { url: fleet.member('gateway').url, target, headers, pids: [fleet.member('playback-auth').pid, fleet.member('gateway').pid] }

  const answer = await bareAnswer(service, await publicKeyOf(fleet.member('user').url), fleet.publicUrl)
  await using bare = await startChild({ args: [limitFile('bare-song')], env: { ...process.env, BENCH_ANSWER: JSON.stringify(answer) }, ready: /^listening at / })
  const bareSong = { url: addressOf(bare.announced), target, headers, pids: [bare.pid] }
  await using proxy = await startChild({ args: [limitFile('bare-proxy')], env: { ...process.env, BENCH_UPSTREAM: bareSong.url }, ready: /^listening at / })
  const bareProxy = { url: addressOf(proxy.announced), target, headers, pids: [bare.pid, proxy.pid] }
  for (const limit of [bareSong, bareProxy]) await expectSameBytes(limit.url + target, headers, answer.body)

  const straight = await alternate({ ours: () => rate(service, each_s), limit: () => rate(bareSong, each_s) }, { rounds })
  const through = await alternate({ ours: () => rate(door, each_s), limit: () => rate(bareProxy, each_s) }, { rounds })
  return [
    { what: 'song with grant, straight, against bare Fastify', unit: '/s', ours: straight.ours.per_s, limit: straight.limit.per_s, goal: { least: 0.6 } },
    { what: '  … by CPU time', unit: '/CPU s', ours: straight.ours.per_cpu_s, limit: straight.limit.per_cpu_s, goal: { least: 0.6 } },
    { what: 'song with grant, through the door, against a bare proxy', unit: '/s', ours: through.ours.per_s, limit: through.limit.per_s, goal: { least: 0.7 } },
    { what: '  … by CPU time, service included', unit: '/CPU s', ours: through.ours.per_cpu_s, limit: through.limit.per_cpu_s, goal: { least: 0.7 } },
  ]
}

const addressOf = (line: string): string => line.replace('listening at ', '')

async function publicKeyOf(userUrl: string): Promise<string> {
  const response = await fetch(`${userUrl}/.well-known/jwks.json`)
  const { keys: [key] }: { keys: JsonWebKey[] } = await response.json()
  if (key === undefined) throw new Error('The user service publishes no key')
  return createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
}

/** What HTTP itself adds is left to the limit's own server. */
const ofTheServer = new Set(['connection', 'content-length', 'date', 'keep-alive', 'set-cookie'])

async function bareAnswer({ url, target, headers }: { url: string; target: string; headers: Record<string, string> }, public_key_pem: string, issuer: string): Promise<BareAnswer> {
  const response = await fetch(url + target, { headers })
  const body = await response.text()
  if (!response.ok || !body.includes('"stream":{')) throw new Error(`No grant: ${response.status} ${body}`)
  const kept = [...response.headers].filter(([name]) => !ofTheServer.has(name))
  return { public_key_pem, issuer, headers: { ...Object.fromEntries(kept), 'set-cookie': response.headers.getSetCookie() }, body }
}

async function expectSameBytes(url: string, headers: Record<string, string>, body: string): Promise<void> {
  const response = await fetch(url, { headers })
  if ((await response.text()) !== body) throw new Error(`${url} does not answer what the service does`)
}
