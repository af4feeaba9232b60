import type { Figure } from '../figure.ts'
import { hasNginx, startNginx } from '../limits/nginx.ts'
import { alternate } from '../measure/alternate.ts'
import { rate, rateFigures } from '../measure/rate.ts'
import { fetchMedia, inKilobytes, outermostSegments } from '../run/fetch-media.ts'
import { startEmbeddedFleet } from '@segue/tools/platform'
import { newArtist, newListener, publishSong, songWav } from '@segue/tools/visitors'
import { temporaryFolder } from '../run/temporary-folder.ts'
import type { Work } from '../work.ts'

const each_s = 2
const rounds = 3
const services = ['user', 'catalog', 'playback-auth', 'transcoder', 'edge', 'gateway'] as const

/** Segments from the edge, the grant checked, beside nginx serving the same bytes to anyone. */
export const edge: Work = {
  title: 'a segment from the edge',
  skipped: () => (hasNginx ? null : 'there is no nginx on this machine'),
  measure,
}

async function measure(): Promise<readonly Figure[]> {
  await using folder = await temporaryFolder()
  await using fleet = await startEmbeddedFleet({ dataDir: folder.path, names: services })
  const song = await publishSong(await newArtist(fleet.publicUrl), 'Yardstick', songWav(30))
  const media = await fetchMedia(await newListener(fleet.publicUrl), song.id)
  const headers = { cookie: media.cookie }
  const segments = Object.entries(outermostSegments(media))

  await using root = await temporaryFolder()
  await using nginx = await startNginx(root.path, Object.fromEntries(segments.map(([name, { bytes }]) => [`${name}.m4s`, bytes])))
  const figures: Figure[] = []
  for (const [name, { target, bytes }] of segments) {
    const ours = { url: fleet.member('edge').url, target, headers, pids: [fleet.member('edge').pid] }
    const limit = { url: nginx.url, target: `/${name}.m4s`, headers, pids: [nginx.pid] }
    const sides = await alternate({ ours: () => rate(ours, each_s), limit: () => rate(limit, each_s) }, { rounds })
    figures.push(...rateFigures(`segment of ${inKilobytes(bytes)} from the edge, against nginx`, sides, 0.5))
  }
  return figures
}
