import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listMySongs, updateMe, updatePlaylist, updateSong } from '@segue/contracts'
import { openDatabase } from '@segue/database'
import { fromBundles, fromSources, rollingRestart, serviceNames, type FleetMember, type ProgramOf, type Stack } from '@segue/tools/platform'
import { newArtist, publishSong, songWav } from '@segue/tools/visitors'
import { atLeast, none, within, type Finding } from '../finding.ts'
import { keepAsking, summary } from '../keep-asking.ts'
import { newPlaylist } from '../new-playlist.ts'
import { bundleNextVersion, hotTables, nextMigration, nextVersion } from '../next-version.ts'
import type { Scenario } from '../scenario.ts'
import { until } from '../until.ts'
import { worksOf } from './rolling-restart.ts'

const least = 5_000
const longest_ms = 5_000

/** Issue 4: two versions of every service side by side, the newer with a migration, there and back without a failed request. */
export const sideBySide: Scenario = {
  title: 'every service replaced by its next version, and back, under load',
  async play(stack, say) {
    await using cleanup = new AsyncDisposableStack()
    const folder = await mkdtemp(join(tmpdir(), 'segue-next-'))
    cleanup.defer(() => rm(folder, { recursive: true, force: true }))
    cleanup.defer(() => stack.fleet.startFrom(fromSources))
    const began = performance.now()
    await bundleNextVersion(folder, stack.environment['GATEWAY_WEB_ROOT'] ?? '')
    say(`n + 1 is built, in ${Math.round((performance.now() - began) / 1000)} s`)

    const next = fromBundles(folder)
    // Place 1 is where n is started after place 0 has migrated: as the second process, or as the one that stands in.
    const stages: readonly (readonly [string, ProgramOf, string])[] = [
      ['n beside n + 1', (service, place) => (place === 0 ? next : fromSources)(service, place), '8 of 11'],
      ['n + 1 alone', next, '11 of 11'],
      ['n again', fromSources, '0 of 11'],
    ]
    const works = Object.entries({ ...(await worksOf(stack)), ...(await changesOf(stack)) })
    for (const [name, work] of works) await until(`first ${name}`, () => work(0).then(() => true), 30_000)
    const findings: Finding[] = []
    let answered = 0
    let slowest = 0
    for (const [what, programOf, goal] of stages) {
      let replaced = 'before any'
      const ask = async (mark: number) => {
        const [name, work] = works[mark % works.length] ?? []
        await work?.(mark).catch((cause: unknown) => {
          throw new Error(`${name}, ${replaced}: ${String(cause)}`, { cause })
        })
      }
      const asking = keepAsking(ask, { loops: 8, pause_ms: 10 })
      stack.fleet.startFrom(programOf)
      await rollingRestart(stack, (line) => void (replaced = `after ${line}`))
      const { failures, results, slowest_ms } = await asking.stop()
      answered += results.length
      slowest = Math.max(slowest, slowest_ms)
      const seen = await processesOfNext(stack)
      say(`${what}: ${summary(failures) || 'nothing failed'}`)
      findings.push(none(`failed requests, ${what}`, failures.length, failures.length + results.length))
      findings.push({ what: `processes of n + 1, ${what}`, seen, goal, holds: seen === goal })
    }
    return [
      ...findings,
      none('databases without what n + 1 added', await unmigrated(stack), Object.keys(hotTables).length),
      atLeast('requests answered', answered, least),
      within('the slowest of them', slowest, longest_ms),
    ]
  },
}

/** Changes of rows to which n + 1 adds a column, read whole in the same transaction. */
async function changesOf({ publicUrl }: Stack): Promise<Readonly<Record<string, (mark: number) => Promise<unknown>>>> {
  const artist = await newArtist(publicUrl)
  const { id: song_id } = await publishSong(artist, 'Twice the Same', songWav(4))
  const playlist_id = await newPlaylist(artist, 'Before')
  const { client } = artist
  return {
    'name an account': (mark) => client.call(updateMe, { body: { display_name: `Kay ${mark}` } }),
    'name a song': (mark) => client.call(updateSong, { params: { song_id }, body: { title: `Twice ${mark}` } }),
    'name a playlist': (mark) => client.call(updatePlaylist, { params: { playlist_id }, body: { name: `After ${mark}` } }),
    'their songs': () => client.call(listMySongs),
  }
}

/** Of those that run: one that stood in is gone. */
async function processesOfNext({ fleet }: Stack): Promise<string> {
  const ask = ({ internalUrl }: FleetMember) => fetch(`${internalUrl}/metrics`).then((answer) => answer.text(), () => null)
  const answers = await Promise.all(serviceNames.flatMap((name) => fleet.membersOf(name)).map(ask))
  const running = answers.filter((text) => text !== null)
  return `${running.filter((text) => text.includes(`release="${nextVersion}"`)).length} of ${running.length}`
}

async function unmigrated({ environment }: Stack): Promise<number> {
  let count = 0
  for (const name of Object.keys(hotTables)) {
    const setting = `${name.toUpperCase().replace('-', '_')}_DATABASE_URL`
    await using db = openDatabase<{ kysely_migration: { name: string } }>(environment[setting] ?? '')
    const ran = await db.selectFrom('kysely_migration').select('name').where('name', '=', nextMigration).executeTakeFirst()
    if (ran === undefined) count++
  }
  return count
}
