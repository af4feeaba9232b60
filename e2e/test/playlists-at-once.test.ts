import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { ApiProblem, createClient } from '@segue/api-client'
import { addSongs, createPlaylist, editItems, getPlaylist, listPlaylistItems, type BodyOf, type ReplyOf } from '@segue/contracts'
import { beforeAll, expect, test } from 'vitest'
import { newArtist, newListener, publicUrl, type Person, type PublishingArtist } from '../src/people.ts'
import { publishSong } from '../src/publish-song.ts'
import { refusalOf } from '../src/refusal-of.ts'

let artist: PublishingArtist
let owner: Person
let songs: string[]

beforeAll(async () => {
  ;[artist, owner] = await Promise.all([newArtist('The Collected'), newListener('Olga Owner')])
  songs = []
  for (const title of ['Alpha', 'Beta', 'Gamma']) songs.push((await publishSong(artist, { title, seconds: 1.5 })).id)
})

const at = (place: number) => songs[place] ?? ''
const make = (body: Partial<BodyOf<typeof createPlaylist>> = {}) => owner.client.call(createPlaylist, { body: { name: 'A List', ...body } })
const add = (playlist_id: string, song_ids: string[], position?: number) =>
  owner.client.call(addSongs, { params: { playlist_id }, body: { song_ids, ...(position === undefined ? {} : { position }) } })
const edit = (playlist_id: string, operations: BodyOf<typeof editItems>['operations'], if_match?: number) =>
  owner.client.call(editItems, { params: { playlist_id }, body: { operations }, if_match })
const read = (playlist_id: string, { client } = owner) => client.call(getPlaylist, { params: { playlist_id } })

async function everyItem(playlist_id: string, limit = 100) {
  const items = []
  let cursor: string | null = null
  do {
    const page: ReplyOf<typeof listPlaylistItems> = await owner.client.call(listPlaylistItems, {
      params: { playlist_id },
      query: { limit, ...(cursor === null ? {} : { cursor }) },
    })
    items.push(...page.items)
    cursor = page.next_cursor
  } while (cursor !== null)
  return items
}

/** A slow machine may say that it is busy; under the same key nothing is lost or doubled by asking again. */
async function untilNotBusy<Answer>(write: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await write()
    } catch (error) {
      if (!(error instanceof ApiProblem && (error.status === 503 || error.code === 'idempotency_key_in_flight'))) throw error
      await pause(200)
    }
  }
}

test('fifty writers add at once, and nothing is lost, doubled or out of place', { timeout: 120_000 }, async () => {
  const { id } = await make({ name: 'Everybody' })
  const writers = Array.from({ length: 50 }, () => createClient({ url: publicUrl(), token: () => owner.token }))
  const answers = await Promise.all(
    writers.map(async (client, writer) => {
      const mine = []
      for (let round = 0; round < 20; round++) {
        const params = { playlist_id: id }
        const song_ids = [at((writer + round) % 3)]
        // Every fourth is sent twice, as after an answer that was lost.
        const idempotency_key = randomUUID()
        const body = { song_ids, ...(round % 2 === 0 ? {} : { position: 0 }) }
        const write = () => untilNotBusy(() => client.call(addSongs, { params, body, idempotency_key }))
        const sent = await write()
        if (round % 4 === 0) expect(await write()).toEqual(sent)
        mine.push(sent)
      }
      return mine
    }),
  )
  const sent = answers.flat()
  expect(new Set(sent.map(({ version }) => version)).size, 'each write has a version of its own').toBe(1_000)
  const items = await everyItem(id)
  expect(items).toHaveLength(1_000)
  expect(new Set(items.map((item) => item.id))).toEqual(new Set(sent.flatMap((answer) => answer.items.map((item) => item.id))))
  expect(items.map(({ position }) => position)).toEqual(items.map((_, place) => place))
  expect(await read(id)).toMatchObject({ item_count: 1_000, version: Math.max(...sent.map(({ version }) => version)) })
})

test('pages go on where they stopped, whatever is added or removed before them', async () => {
  const { id } = await make()
  await add(
    id,
    Array.from({ length: 30 }, (_, place) => at(place % 3)),
  )
  const before = await everyItem(id)
  const first = await owner.client.call(listPlaylistItems, { params: { playlist_id: id }, query: { limit: 10 } })
  await add(id, [at(0), at(1)], 0)
  await edit(id, [
    { op: 'remove', item_id: before[9]?.id ?? '' },
    { op: 'remove', item_id: before[3]?.id ?? '' },
  ])
  await add(id, [at(2)])
  const rest = []
  let cursor = first.next_cursor
  while (cursor !== null) {
    const page: ReplyOf<typeof listPlaylistItems> = await owner.client.call(listPlaylistItems, {
      params: { playlist_id: id },
      query: { limit: 7, cursor },
    })
    rest.push(...page.items)
    cursor = page.next_cursor
  }
  expect(rest.slice(0, 20).map((item) => item.id)).toEqual(before.slice(10).map((item) => item.id))
  expect(rest).toHaveLength(21)
  const { id: other } = await make()
  expect(
    await refusalOf(owner.client.call(listPlaylistItems, { params: { playlist_id: other }, query: { cursor: first.next_cursor ?? '' } })),
  ).toMatchObject({ status: 400, code: 'invalid_cursor' })
})
