import type { Figure } from '../figure.ts'
import { hasNginx, startNginx } from '../limits/nginx.ts'
import { alternate } from '../measure/alternate.ts'
import { rate } from '../measure/rate.ts'
import { fetchMedia } from '../run/fetch-media.ts'
import { newArtist, newListener } from '../run/people.ts'
import { publishSong } from '../run/publish-song.ts'
import { songWav } from '../run/song-wav.ts'
import { startEmbeddedFleet } from '@segue/tools/platform'
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
  const { cookie, files } = await fetchMedia(await newListener(fleet.publicUrl), song.id)
  const segments = [...files].filter(([path]) => path.endsWith('.m4s')).toSorted(([, a], [, b]) => a.bytes.length - b.bytes.length)
  const [smallest, largest] = [segments[0], segments.at(-1)]
  if (smallest === undefined || largest === undefined) throw new Error('The song has no segments')

  await using root = await temporaryFolder()
  await using nginx = await startNginx(root.path, { 'smallest.m4s': smallest[1].bytes, 'largest.m4s': largest[1].bytes })
  const figures: Figure[] = []
  for (const [name, [target, { bytes }]] of Object.entries({ smallest, largest })) {
    const ours = { url: fleet.member('edge').url, target, headers: { cookie }, pids: [fleet.member('edge').pid] }
    const its = { url: nginx.url, target: `/${name}.m4s`, headers: { cookie }, pids: [nginx.pid] }
    const sides = await alternate({ ours: () => rate(ours, each_s), limit: () => rate(its, each_s) }, { rounds })
    const size = `${Math.round(bytes.length / 1000)} kB`
    figures.push(
      { what: `segment of ${size} from the edge, against nginx`, unit: '/s', ours: sides.ours.per_s, limit: sides.limit.per_s, goal: { least: 0.5 } },
      { what: '  … by CPU time', unit: '/CPU s', ours: sides.ours.per_cpu_s, limit: sides.limit.per_cpu_s, goal: { least: 0.5 } },
    )
  }
  return figures
}
