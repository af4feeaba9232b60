/* What adding, moving and a page cost at 10 and at 10,000 items beside a bare transaction, and adds a second. Arguments: rounds, seconds. */
import { randomUUIDv7 } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addSongs, createPlaylist, editItems, listPlaylistItems } from '@segue/contracts'
import { startDatabase } from '@segue/database/embedded'
import { sql } from 'kysely'
import { playlistService } from './playlist-service.ts'

const [rounds = 200, seconds = 4] = process.argv.slice(2).map(Number)
const print = (text: string) => process.stdout.write(`${text}\n`)
const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN

await using stack = new AsyncDisposableStack()
const folder = await mkdtemp(join(tmpdir(), 'segue-measure-'))
stack.defer(() => rm(folder, { recursive: true, force: true }))
const database = stack.use(await startDatabase({ folder }))
let names = 0
const service = stack.use(await playlistService(async () => ({ url: await database.provision(`measure${++names}`), [Symbol.asyncDispose]: async () => {} })))
const ada = await service.listener()
const song_ids = (await service.songs(500)).map(({ song_id }) => song_id)
const [song_id = ''] = song_ids

async function playlistOf(size: number) {
  const { id: playlist_id } = await ada.client.call(createPlaylist, { body: { name: `${size} items` } })
  const params = { playlist_id }
  const items: string[] = []
  while (items.length < size) {
    const added = await ada.client.call(addSongs, { params, body: { song_ids: song_ids.slice(0, Math.min(500, size - items.length)) } })
    items.push(...added.items.map(({ id }) => id))
  }
  return { size, params, items }
}
type Sized = Awaited<ReturnType<typeof playlistOf>>

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await work()
  return performance.now() - from
}

async function adding({ params }: Sized, position?: number): Promise<number> {
  let item_id = ''
  const took = await timed(async () => {
    const { items } = await ada.client.call(addSongs, { params, body: { song_ids: [song_id], ...(position === undefined ? {} : { position }) } })
    item_id = items[0]?.id ?? ''
  })
  await ada.client.call(editItems, { params, body: { operations: [{ op: 'remove', item_id }] } })
  return took
}

const move = ({ params, items }: Sized, from: number, to: number) =>
  ada.client.call(editItems, { params, body: { operations: [{ op: 'move', item_id: items[from] ?? '', before_item_id: items[to] ?? '' }] } })

/** The rows that an add writes, and nothing around them. */
const bare = ({ playlist_id }: { playlist_id: string }) =>
  service.db.transaction().execute(async (tx) => {
    const here = sql`owner_id = ${ada.user_id} and playlist_id = ${playlist_id}`
    await sql`select version from playlists where ${here} for update`.execute(tx)
    await sql`insert into playlist_items values (${ada.user_id}, ${playlist_id}, ${randomUUIDv7()}, ${`z${randomUUIDv7()}`}, ${song_id}, ${ada.user_id}, now(), now())`.execute(tx)
    await sql`update playlists set version = version + 1, updated_at = now() where ${here}`.execute(tx)
    await sql`insert into outbox (event) values (${JSON.stringify({ id: randomUUIDv7(), type: 'measure', data: { name: 'about as long as what is announced of a playlist', playlist_id } })})`.execute(tx)
  })

const works: Record<string, (playlist: Sized, round: number) => Promise<number>> = {
  'bare transaction': () => timed(() => bare(spare.params)),
  'add at the end': (playlist) => adding(playlist),
  'insert in the middle': (playlist) => adding(playlist, playlist.size >> 1),
  'move': (playlist, round) => timed(() => move(playlist, round % 2 === 0 ? playlist.size - 1 : 0, (playlist.size >> 1) - (round % 2))),
  'page of 10': ({ params }) => timed(() => ada.client.call(listPlaylistItems, { params, query: { limit: 10 } })),
}

const spare = await playlistOf(0)
const playlists = [await playlistOf(10), await playlistOf(9_999)]
const took = new Map(Object.keys(works).map((name) => [name, playlists.map((): number[] => [])]))
for (let round = -20; round < rounds; round++) {
  for (const [name, work] of Object.entries(works)) {
    for (const [index, playlist] of playlists.entries()) {
      const ms = await work(playlist, round)
      if (round >= 0) took.get(name)?.[index]?.push(ms)
    }
  }
}
const reference = median((took.get('bare transaction') ?? []).flat())
print(`median of ${rounds}, ms${' '.repeat(10)}10    10,000   × (flat)   × bare`)
for (const [name, [few = [], many = []]] of took) {
  const [small, large] = [median(few), median(many)]
  print(`${name.padEnd(22)}${small.toFixed(2).padStart(8)}${large.toFixed(2).padStart(10)}${(large / small).toFixed(2).padStart(11)}${(large / reference).toFixed(2).padStart(9)}`)
}

for (const writers of [1, 50]) {
  const { params } = await playlistOf(0)
  const until = performance.now() + seconds * 1000
  const cpu = process.cpuUsage()
  let adds = 0
  const write = async () => {
    for (; performance.now() < until; adds++) await ada.client.call(addSongs, { params, body: { song_ids: [song_id] } })
  }
  await Promise.all(Array.from({ length: writers }, write))
  const { user, system } = process.cpuUsage(cpu)
  print(`${writers} writers: ${(adds / seconds).toFixed(0)} adds/s, ${((user + system) / 1000 / adds).toFixed(2)} ms of CPU each in this process, client included`)
}
