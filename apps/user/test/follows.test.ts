import { randomUUIDv7 } from 'node:crypto'
import type { listFollowing, ReplyOf } from '@segue/contracts'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { testUser, type TestUser } from './fixture.ts'
import { announcement, someArtist } from './songs.ts'

let it: TestUser
beforeAll(async () => {
  it = await testUser()
})
afterAll(() => it[Symbol.asyncDispose]())

async function published(count: number) {
  const artists = Array.from({ length: count }, () => someArtist())
  await it.bus.publish(artists.map((artist) => announcement('artist.created', 1, artist)))
  return artists.map(({ artist_id }) => artist_id)
}
async function someone() {
  const { token, user_id } = await it.register()
  return {
    user_id,
    follow: (artist_id: string) => it.ask('POST', `/v1/artists/${artist_id}/follow`, { token }),
    unfollow: (artist_id: string) => it.ask('DELETE', `/v1/artists/${artist_id}/follow`, { token }),
    following: async (query = '') => (await it.ask<ReplyOf<typeof listFollowing>>('GET', `/v1/users/me/following${query}`, { token })).body,
  }
}

test('an artist who appeared this moment can be followed, and the list shows the latest card', async () => {
  const ada = await someone()
  const artist = someArtist()
  await it.bus.publish([announcement('artist.created', 1, artist)])
  expect(await ada.follow(artist.artist_id)).toMatchObject({ status: 204, body: null })
  const { artist_id: id, genres } = artist
  expect(await ada.following()).toEqual({
    items: [
      { artist: { id, name: 'Clara', genres, image_url: 'http://localhost:4001/images/def-640.jpg' }, followed_at: expect.any(String) },
    ],
    next_cursor: null,
  })
  await it.bus.publish([announcement('artist.updated', 2, { ...artist, name: 'Clara S.', image_path: null })])
  await vi.waitFor(
    async () => expect((await ada.following()).items).toMatchObject([{ artist: { name: 'Clara S.', image_url: null } }]),
    10_000,
  )
})

test('following twice is following once, and each real flip is announced with a version that grows', async () => {
  const { user_id, follow, unfollow, following } = await someone()
  const [artist_id = ''] = await published(1)
  for (const ask of [unfollow, follow, follow, unfollow, unfollow]) expect(await ask(artist_id)).toMatchObject({ status: 204 })
  const data = { user_id, artist_id }
  expect((await it.announced('artist.followed')).filter((event) => event.aggregate_version === 1 && JSON.stringify(event.data).includes(artist_id))).toMatchObject([{ data }])
  expect((await it.announced('artist.unfollowed')).filter((event) => JSON.stringify(event.data).includes(artist_id))).toMatchObject([
    { aggregate_version: 2, data },
  ])
  expect((await following()).items).toEqual([])
})

test('an artist whom nobody announced is not found after two seconds', async () => {
  const { follow, unfollow } = await someone()
  const notFound = { status: 404, body: { code: 'artist_not_found' } }
  expect(await Promise.all([follow(randomUUIDv7()), unfollow(randomUUIDv7())])).toMatchObject([notFound, notFound])
})

test('pages of artists neither repeat nor miss one while more are followed', async () => {
  const { follow, following } = await someone()
  const artists = await published(5)
  for (const id of artists) await follow(id)
  const first = await following('?limit=2')
  const [newcomer = ''] = await published(1)
  await follow(newcomer)
  const second = await following(`?limit=2&cursor=${first.next_cursor}`)
  const third = await following(`?limit=2&cursor=${second.next_cursor}`)
  expect([first, second, third].flatMap(({ items }) => items.map(({ artist }) => artist.id))).toEqual(artists.toReversed())
  expect(await following('?cursor=abc')).toMatchObject({ status: 400, code: 'invalid_cursor' })
})
