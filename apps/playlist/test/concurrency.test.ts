import { randomUUIDv7 } from 'node:crypto'
import { addSongs, createPlaylist, editItems, getPlaylist, listPlaylistItems, type PlaylistItem } from '@segue/contracts'
import { expect, test } from 'vitest'
import { playlistService, type Listener } from './playlist-service.ts'

const WRITERS = 50
const ROUNDS = 2

async function allItems({ client }: Listener, playlist_id: string): Promise<PlaylistItem[]> {
  const items: PlaylistItem[] = []
  let cursor: string | undefined
  do {
    const page = await client.call(listPlaylistItems, { params: { playlist_id }, query: { limit: 100, cursor } })
    items.push(...page.items)
    cursor = page.next_cursor ?? undefined
  } while (cursor !== undefined)
  return items
}

test('fifty writers at once on one playlist, through two replicas, lose no item, double none and are all answered', { timeout: 120_000 }, async () => {
  await using service = await playlistService()
  const ada = await service.listener()
  const elsewhere = await service.listener({ user_id: ada.user_id }, await service.replica())
  const songs = await service.songs(WRITERS)
  const { id: playlist_id } = await ada.client.call(createPlaylist, { body: { name: 'Busy' } })
  const params = { playlist_id }
  const kept = new Set<string>()
  const versions: number[] = []

  async function write({ song_id }: { song_id: string }, writer: number): Promise<void> {
    const [here, there] = writer % 2 === 0 ? [ada, elsewhere] : [elsewhere, ada]
    for (let round = 0; round < ROUNDS; round++) {
      const position = [0, 7, undefined][(writer + round) % 3]
      const request = { params, body: { song_ids: [song_id, song_id], ...(position === undefined ? {} : { position }) }, idempotency_key: randomUUIDv7() }
      const { version, items: [one, two] } = await here.client.call(addSongs, request)
      // An answer lost on the way is asked for again, by chance of another replica.
      expect((await there.client.call(addSongs, request)).version).toBe(version)
      versions.push(version)
      if (one === undefined || two === undefined) throw new Error('nothing was added')
      const operations = [{ op: 'move' as const, item_id: two.id, before_item_id: one.id }, ...(round % 2 === 0 ? [{ op: 'remove' as const, item_id: one.id }] : [])]
      versions.push((await here.client.call(editItems, { params, body: { operations } })).version)
      kept.add(two.id)
      if (round % 2 !== 0) kept.add(one.id)
    }
  }

  await Promise.all(songs.map(write))
  const items = await allItems(ada, playlist_id)
  expect(items.map(({ id }) => id).toSorted()).toEqual([...kept].toSorted())
  expect(items.map(({ position }) => position)).toEqual(items.map((_, index) => index))
  expect(new Set(versions).size).toBe(WRITERS * ROUNDS * 2)
  expect(await ada.client.call(getPlaylist, { params })).toMatchObject({ version: 1 + WRITERS * ROUNDS * 2, item_count: kept.size })
})

test('of writers who name the version they read, one goes on at a time and none overwrites another', async () => {
  await using service = await playlistService()
  const ada = await service.listener()
  const [song] = await service.songs(1)
  const { id: playlist_id } = await ada.client.call(createPlaylist, { body: { name: 'Careful' } })
  const params = { playlist_id }
  const attempts = await Promise.allSettled(
    Array.from({ length: 20 }, () => ada.client.call(addSongs, { params, body: { song_ids: [song?.song_id ?? ''] }, if_match: 1 })),
  )
  expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const attempt of attempts) if (attempt.status === 'rejected') expect(attempt.reason).toMatchObject({ status: 412, code: 'stale_version' })
  expect(await ada.client.call(getPlaylist, { params })).toMatchObject({ version: 2, item_count: 1 })
})
