import type { Figure } from '../figure.ts'
import { bareAnswer, expectSameBytes, startBareProxy, startBareSong } from '../limits/start-bare-song.ts'
import { alternate } from '../measure/alternate.ts'
import { rate, rateFigures } from '../measure/rate.ts'
import { startEmbeddedFleet } from '@segue/tools/platform'
import { newArtist, newListener, publishSong, songWav } from '@segue/tools/visitors'
import { temporaryFolder } from '../run/temporary-folder.ts'
import type { Work } from '../work.ts'

const each_s = 3
const rounds = 3
const services = ['user', 'catalog', 'playback-auth', 'transcoder', 'edge', 'gateway'] as const

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

  const answer = await bareAnswer(service, fleet.member('user').url, fleet.publicUrl)
  await using bare = await startBareSong(answer)
  const bareSong = { url: bare.url, target, headers, pids: [bare.pid] }
  await using proxy = await startBareProxy(bare.url)
  const bareProxy = { url: proxy.url, target, headers, pids: [bare.pid, proxy.pid] }
  for (const limit of [bareSong, bareProxy]) await expectSameBytes(limit, answer)

  const straight = await alternate({ ours: () => rate(service, each_s), limit: () => rate(bareSong, each_s) }, { rounds })
  const through = await alternate({ ours: () => rate(door, each_s), limit: () => rate(bareProxy, each_s) }, { rounds })
  return [
    ...rateFigures('song with grant, straight, against bare Fastify', straight, 0.6),
    ...rateFigures('song with grant, through the door, against a bare proxy', through, 0.7),
  ]
}
