import { join } from 'node:path'
import { freePort, type Stack } from '@segue/tools/platform'
import { newArtist, newListener, type Person, publishSong, songWav } from '@segue/tools/visitors'
import type { Figure } from '../figure.ts'
import { startBareHaproxy } from '../limits/bare-haproxy.ts'
import { startNginx } from '../limits/nginx.ts'
import { bareAnswer, expectSameBytes, startBareProxy, startBareSong } from '../limits/start-bare-song.ts'
import { alternate } from '../measure/alternate.ts'
import { rate, rateFigures } from '../measure/rate.ts'
import { fetchMedia, inKilobytes, outermostSegments } from '../run/fetch-media.ts'
import { missingPart } from '../run/missing-part.ts'
import { openStack } from '../run/open-stack.ts'
import { temporaryFolder } from '../run/temporary-folder.ts'
import type { Work } from '../work.ts'

const each_s = 3
const rounds = 3

/** A song with its grant, and its segments, through all of the distributed profile: HAProxy and two processes of everything on the way. */
export const fleet: Work = {
  title: 'a song and its segments through the whole fleet',
  skipped: () => missingPart('PostgreSQL', 'RabbitMQ', 'Redis', 'HAProxy', 'nginx', 'OpenSearch', 'versitygw'),
  async measure(say) {
    await using folder = await temporaryFolder()
    await using stack = await openStack(folder.path, say)
    const { id } = await publishSong(await newArtist(stack.publicUrl), 'Yardstick', songWav(30))
    const listener = await newListener(stack.publicUrl)
    return [...(await songFigures(stack, listener, id)), ...(await segmentFigures(stack, listener, id))]
  },
}

async function songFigures({ haproxy, fleet: { member, membersOf }, parts, publicUrl }: Stack, { token }: Person, song_id: string): Promise<readonly Figure[]> {
  const asked = { target: `/v1/songs/${song_id}`, headers: { authorization: `Bearer ${token}` } }
  const ours = { ...asked, url: haproxy.url, pids: pidsOf(haproxy, ...membersOf('gateway'), ...membersOf('playback-auth'), parts.redis, parts.postgres) }
  const answer = await bareAnswer(ours, member('user').url, publicUrl)

  await using opening = new AsyncDisposableStack()
  const { path } = opening.use(await temporaryFolder())
  const [outer, inner] = [await freePort(), await freePort()]
  const songs = [opening.use(await startBareSong(answer)), opening.use(await startBareSong(answer))]
  const upstream = `http://127.0.0.1:${inner}`
  const proxies = [opening.use(await startBareProxy(upstream)), opening.use(await startBareProxy(upstream))]
  const balancer = opening.use(await startBareHaproxy(path, [{ port: outer, servers: proxies.map(urlOf) }, { port: inner, servers: songs.map(urlOf) }]))
  const limit = { ...asked, url: balancer.url, pids: pidsOf(balancer, ...proxies, ...songs) }
  await expectSameBytes(limit, answer)
  const sides = await alternate({ ours: () => rate(ours, each_s), limit: () => rate(limit, each_s) }, { rounds, warmUps: 2 })
  return rateFigures('song with grant, through the fleet, against bare servers', sides, 0.7)
}

async function segmentFigures({ haproxy, fleet: { membersOf }, mediaUrl }: Stack, listener: Person, song_id: string): Promise<readonly Figure[]> {
  const media = await fetchMedia(listener, song_id)
  const headers = { cookie: media.cookie }
  const segments = Object.entries(outermostSegments(media))
  const files = Object.fromEntries(segments.map(([name, { bytes }]) => [`${name}.m4s`, bytes]))

  await using opening = new AsyncDisposableStack()
  const { path } = opening.use(await temporaryFolder())
  const servers = [opening.use(await startNginx(join(path, 'nginx-1'), files)), opening.use(await startNginx(join(path, 'nginx-2'), files))]
  const balancer = opening.use(await startBareHaproxy(path, [{ port: await freePort(), servers: servers.map(urlOf) }]))
  const figures: Figure[] = []
  for (const [name, { target, bytes }] of segments) {
    const ours = { url: mediaUrl, target, headers, pids: pidsOf(haproxy, ...membersOf('edge')) }
    const limit = { url: balancer.url, target: `/${name}.m4s`, headers, pids: pidsOf(balancer, ...servers) }
    // The first, uncounted rounds fill the edges' copies: the object store is asked for nothing after that.
    const sides = await alternate({ ours: () => rate(ours, each_s), limit: () => rate(limit, each_s) }, { rounds })
    figures.push(...rateFigures(`segment of ${inKilobytes(bytes)} through the fleet, against nginx`, sides, 0.5))
  }
  return figures
}

const urlOf = ({ url }: { readonly url: string }): string => url
const pidsOf = (...processes: readonly { readonly pid: number }[]): readonly number[] => processes.map(({ pid }) => pid)
