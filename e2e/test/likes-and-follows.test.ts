import { randomUUID } from 'node:crypto'
import { deleteSong, followArtist, likeSong, listFollowing, listLikes, unfollowArtist, unlikeSong, updateSong } from '@segue/contracts'
import { beforeAll, expect, test } from 'vitest'
import { everywhere } from '../src/everywhere.ts'
import { clientOf, newArtist, newListener, type PublishingArtist } from '../src/people.ts'
import { publishSong } from '../src/publish-song.ts'
import { refusalOf } from '../src/refusal-of.ts'

let artist: PublishingArtist
let songs: string[]

beforeAll(async () => {
  artist = await newArtist('The Beloved')
  songs = []
  for (const title of ['One', 'Two', 'Three']) songs.push((await publishSong(artist, { title, seconds: 1.5 })).id)
})

const at = (place: number) => songs[place] ?? ''

test('a song is liked the moment it is published, and once however often it is said', async () => {
  const { client } = await newListener()
  const { id: song_id } = await publishSong(artist, { title: 'Just Out', seconds: 1.5 })
  await client.call(likeSong, { params: { song_id } })
  await Promise.all(Array.from({ length: 5 }, () => client.call(likeSong, { params: { song_id } })))
  const { items, next_cursor } = await client.call(listLikes)
  expect(items).toMatchObject([{ song: { id: song_id, title: 'Just Out', artists: [{ id: artist.artist.id, name: 'The Beloved' }] } }])
  expect(next_cursor).toBeNull()
  expect(Math.abs(Date.parse(items[0]?.liked_at ?? '') - Date.now())).toBeLessThan(60_000)

  await client.call(unlikeSong, { params: { song_id } })
  await client.call(unlikeSong, { params: { song_id } })
  expect((await client.call(listLikes)).items).toEqual([])
})

test('likes are listed latest first, page by page, and a page stays where it was when something new is liked', async () => {
  const { client } = await newListener()
  for (const song_id of [at(0), at(1)]) await client.call(likeSong, { params: { song_id } })
  const first = await client.call(listLikes, { query: { limit: 1 } })
  expect(first.items.map(({ song }) => song.id)).toEqual([at(1)])
  await client.call(likeSong, { params: { song_id: at(2) } })
  const second = await client.call(listLikes, { query: { limit: 1, cursor: first.next_cursor ?? '' } })
  expect(second.items.map(({ song }) => song.id)).toEqual([at(0)])
  expect(second.next_cursor).toBeNull()
  expect((await client.call(listLikes)).items.map(({ song }) => song.id)).toEqual([at(2), at(1), at(0)])
})

test('likes are nobody else’s business', async () => {
  const [one, two] = await Promise.all([newListener(), newListener()])
  await one.client.call(likeSong, { params: { song_id: at(0) } })
  expect((await two.client.call(listLikes)).items).toEqual([])
  await two.client.call(unlikeSong, { params: { song_id: at(0) } })
  expect((await one.client.call(listLikes)).items).toHaveLength(1)
})

test('a song taken down hides among the likes and comes back; a deleted one is gone from them', async () => {
  const { client } = await newListener()
  const { id: song_id } = await publishSong(artist, { title: 'Now and Then', seconds: 1.5 })
  await client.call(likeSong, { params: { song_id } })
  const liked = async () => (await client.call(listLikes)).items.map(({ song }) => song.id)
  await artist.client.call(updateSong, { params: { song_id }, body: { visibility: 'taken_down' } })
  await expect.poll(everywhere(liked)).toEqual([])
  await artist.client.call(updateSong, { params: { song_id }, body: { visibility: 'published', title: 'Then and Now' } })
  await expect
    .poll(everywhere(async () => (await client.call(listLikes)).items.map(({ song }) => song.title)))
    .toEqual(['Then and Now'])
  await artist.client.call(deleteSong, { params: { song_id } })
  await expect.poll(everywhere(liked)).toEqual([])
})

test('an artist is followed the moment there is one, and once however often it is said', async () => {
  const { client } = await newListener()
  const { artist: fresh } = await newArtist('Just Arrived')
  const params = { artist_id: fresh.id }
  await client.call(followArtist, { params })
  await client.call(followArtist, { params })
  await client.call(followArtist, { params: { artist_id: artist.artist.id } })
  const { items } = await client.call(listFollowing)
  expect(items.map(({ artist: { id, name } }) => [id, name])).toEqual([
    [artist.artist.id, 'The Beloved'],
    [fresh.id, 'Just Arrived'],
  ])
  const page = await client.call(listFollowing, { query: { limit: 1 } })
  expect(
    (await client.call(listFollowing, { query: { limit: 1, cursor: page.next_cursor ?? '' } })).items.map(({ artist: { id } }) => id),
  ).toEqual([fresh.id])
  await client.call(unfollowArtist, { params })
  await client.call(unfollowArtist, { params })
  expect((await client.call(listFollowing)).items).toHaveLength(1)
})

test('what does not exist can be neither liked nor followed, nor can what is not out yet', async () => {
  const { client } = await newListener()
  const nothing = randomUUID()
  const scheduled = await publishSong(artist, {
    title: 'Next Year',
    seconds: 1.5,
    release_at: new Date(Date.now() + 86_400_000).toISOString(),
  })
  const refusals = await Promise.all([
    refusalOf(client.call(likeSong, { params: { song_id: nothing } })),
    refusalOf(client.call(unlikeSong, { params: { song_id: nothing } })),
    refusalOf(client.call(likeSong, { params: { song_id: scheduled.id } })),
    refusalOf(client.call(followArtist, { params: { artist_id: nothing } })),
    refusalOf(client.call(unfollowArtist, { params: { artist_id: nothing } })),
  ])
  expect(refusals.map(({ status, code }) => `${status} ${code}`)).toEqual([
    '404 song_not_found',
    '404 song_not_found',
    '404 song_not_found',
    '404 artist_not_found',
    '404 artist_not_found',
  ])
  expect(await refusalOf(clientOf().call(likeSong, { params: { song_id: at(0) } }))).toMatchObject({ status: 401 })
})
