import { fork } from 'node:child_process'
import { once } from 'node:events'
import { randomUUIDv7 } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { search, topology, type Envelope } from '@segue/contracts'
import { openDatabase } from '@segue/database'
import { testDatabase } from '@segue/database/testing'
import { openEventBus, type EventBus } from '@segue/event-bus'
import { openSearchIndex, type SearchIndex } from '@segue/search-index'
import type { Service } from '@segue/service'
import { Compile } from 'typebox/compile'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Tables } from '../src/db/tables.ts'
import { config, rebuildIndex, startSearch } from '../src/index.ts'
import { announced, artist, playlist, plays, song } from './events.ts'

const answers = Compile(search.reply.body)
const band = { id: randomUUIDv7(), name: 'Perpetual Choir' }
const ids = Array.from({ length: 60 }, () => randomUUIDv7())
const published = ids.map((id, at) => announced('song.published', id, 1, song(id, `Evergreen ${at}`, [band])))

/** The promises of a rebuild, held by the service on whatever index the URL names. */
export function rebuildSuite(indexUrlOf: (databaseUrl: string) => string): void {
  const stack = new AsyncDisposableStack()
  const environment: Record<string, string> = {}
  let [service, bus, index]: [Service?, EventBus?, SearchIndex?] = []

  beforeAll(async () => {
    const [database, busDatabase] = [stack.use(await testDatabase()), stack.use(await testDatabase())]
    Object.assign(environment, {
      SEARCH_PORT: '0',
      SEARCH_DATABASE_URL: database.url,
      SEARCH_INDEX_URL: indexUrlOf(database.url),
      SEGUE_BUS_URL: busDatabase.url,
      SEGUE_LOG_LEVEL: 'warn',
    })
    service = stack.use(await startSearch(config.load(environment)))
    bus = stack.use(await openEventBus(busDatabase.url, { topology }))
    index = stack.use(await openSearchIndex(environment['SEARCH_INDEX_URL'] ?? ''))
    const list = randomUUIDv7()
    await happened(
      announced('artist.created', band.id, 1, artist(band)),
      ...published,
      announced('playlist.created', list, 1, playlist(list, 'Evergreens for Sunday', 'public')),
      announced('plays.totalled', randomUUIDv7(), 1, plays([ids[7] ?? '', 12])),
    )
  }, 120_000)
  afterAll(() => stack.disposeAsync())

  /** Publishes, and waits until all of it was taken. */
  async function happened(...events: readonly Envelope[]): Promise<void> {
    await bus?.publish(events)
    await vi.waitFor(async () => expect((await bus?.backlog('search'))?.waiting).toBe(0), { timeout: 60_000, interval: 50 })
  }

  async function ask(q: string) {
    // Nobody has asked exactly this before: answers are kept for two seconds.
    const response = await fetch(`${service?.url}/v1/search?${new URLSearchParams({ q, limit: String(1 + Math.floor(Math.random() * 100)) })}`)
    expect(response.status).toBe(200)
    return answers.Parse(await response.json()).results
  }

  async function rebuild() {
    await using db = openDatabase<Tables>(environment['SEARCH_DATABASE_URL'] ?? '')
    return await rebuildIndex(db, environment['SEARCH_INDEX_URL'] ?? '')
  }

  test('what the index lost is found again, and what it should not have is gone', async () => {
    await index?.remove([{ type: 'song', id: ids[0] ?? '', version: 1 }])
    await index?.upsert([{ type: 'song', id: randomUUIDv7(), version: 1, title: 'Evergreen nobody made', by: [], album: null, genres: [], card: {} }])
    await rebuild()
    expect((await ask('evergreen')).songs?.total).toBe(ids.length)
    expect((await ask('evergreen 0')).songs?.items[0]?.id).toBe(ids[0])
    expect((await ask('evergreen')).songs?.items[0]?.id).toBe(ids[7])
    expect((await ask('perpetual choir')).artists?.items).toMatchObject([{ id: band.id }])
    expect((await ask('evergreens sunday')).playlists?.total).toBe(1)
  })

  test('no search fails or misses a song meanwhile, and events of that time are not lost', async () => {
    let isOver = false
    const seen: (number | undefined)[] = []
    const search = async () => {
      while (!isOver) seen.push((await ask('evergreen')).songs?.total)
    }
    const searching = search()
    const [fresh, gone] = [randomUUIDv7(), randomUUIDv7()]
    await happened(announced('song.published', gone, 1, song(gone, 'Quicksilver away', [band])))
    const events = happened(
      announced('song.published', fresh, 1, song(fresh, 'Quicksilver here', [band])),
      announced('song.withdrawn', gone, 2, song(gone, 'Quicksilver away', [band])),
      announced('artist.updated', band.id, 2, artist({ ...band, name: 'Perennial Choir' })),
    )
    await Promise.all([rebuild(), events])
    isOver = true
    await searching
    expect(new Set(seen)).toEqual(new Set([ids.length]))
    expect((await ask('quicksilver')).songs?.items.map(({ id }) => id)).toEqual([fresh])
    expect((await ask('evergreen perennial')).songs?.total).toBe(ids.length)
  }, 120_000)

  test('killed half-way it leaves the index as it was, and the next one completes', async () => {
    const run = () => fork(fileURLToPath(new URL('../src/rebuild.ts', import.meta.url)), { env: { ...process.env, ...environment }, silent: true })
    const killed = run()
    await once(killed.stdout ?? killed, 'data')
    killed.kill('SIGKILL')
    await once(killed, 'exit')
    expect((await ask('evergreen')).songs?.total).toBe(ids.length)
    const whole = run()
    let said = ''
    whole.stdout?.on('data', (text: Buffer) => (said += text.toString()))
    expect(await once(whole, 'exit')).toEqual([0, null])
    expect(said).toMatch(/The new index is in place: (\d+) of \1, \d+ a second/)
    expect((await ask('evergreen')).songs?.total).toBe(ids.length)
  }, 120_000)
}
