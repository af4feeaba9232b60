import { addSongs, createPlaylist, deleteSong, search, suggest, updatePlaylist, updateSong, type QueryOf } from '@segue/contracts'
import { beforeAll, expect, test, vi } from 'vitest'
import { ask } from '../src/ask.ts'
import { clientOf, newArtist, newListener, type PublishingArtist } from '../src/people.ts'
import { publishSong } from '../src/publish-song.ts'

/** How long the index may take to follow. */
const soon = { timeout: 10_000, interval: 100 }
const genre = `nordic ${crypto.randomUUID().slice(0, 8)}`
let artist: PublishingArtist
let slashed: PublishingArtist
let crepuscule: string
let thunder: string
let hill: string

beforeAll(async () => {
  ;[artist, slashed] = await Promise.all([newArtist('Björnstjerne Qvartet'), newArtist('HV/VZ & P!lgrim')])
  crepuscule = (await publishSong(artist, { title: 'Crépuscule Orbital', seconds: 1.5, genre })).id
  thunder = (await publishSong(artist, { title: 'Thunderbird Avenue', seconds: 1.5 })).id
  hill = (await publishSong(slashed, { title: 'Ke$tha Hill', seconds: 1.5 })).id
  for (const [id, q] of [
    [crepuscule, 'crépuscule orbital'],
    [thunder, 'thunderbird avenue'],
    [hill, 'ke$tha hill'],
  ] as const) {
    await vi.waitFor(async () => {
      if (!(await found({ q })).includes(id)) throw new Error(`${q} is not found`)
    }, soon)
  }
})

const results = async (query: Partial<QueryOf<typeof search>> & { q: string }) =>
  (await clientOf().call(search, { query: { limit: 100, ...query } })).results
const found = async (query: Partial<QueryOf<typeof search>> & { q: string }) =>
  (await results({ type: 'song', ...query })).songs?.items.map(({ id }) => id) ?? []
const artists = async (q: string) => (await results({ q, type: 'artist' })).artists?.items.map(({ id }) => id) ?? []

test.each([
  ['the whole title', 'Crépuscule Orbital'],
  ['small letters', 'crépuscule orbital'],
  ['the beginning of a word', 'crépus'],
  ['the beginning of the last word', 'crépuscule orb'],
  ['the second word', 'orbital'],
  ['without accents', 'crepuscule orbital'],
  ['letters in the wrong order', 'crepucsule orbital'],
  ['a letter too many', 'creppuscule'],
  ['a letter too few', 'crepuscle orbital'],
  ['a wrong letter', 'crepuscile'],
  ['a typo in each word', 'crepuscole orbitel'],
  ['the words turned round', 'orbital crépuscule'],
  ['without the space', 'crepusculeorbital'],
  ['with too many spaces', '  crépuscule    orbital '],
  ['the artist’s name', 'Björnstjerne Qvartet'],
  ['the artist’s name without accents, and the title', 'bjornstjerne orbital'],
  ['a combining accent', 'cre\u0301puscule'],
])('a song is found by: %s', async (_, q) => {
  expect(await found({ q })).toContain(crepuscule)
})

test.each([
  ['a word of two', 'thunder bird avenue', () => thunder],
  ['a dollar sign for an s', 'kestha hill', () => hill],
])('a song is found by: %s', async (_, q, song) => {
  expect(await found({ q })).toContain(song())
})

test('artists are found by name, with or without what stands between their letters', async () => {
  for (const q of ['Björnstjerne Qvartet', 'bjornstjerne', 'qvartet bjornstjerne', 'bjornstjrene', 'björnstj'])
    expect(await artists(q), q).toContain(artist.artist.id)
  for (const q of ['HV/VZ', 'hvvz', 'hv vz', 'p!lgrim', 'pilgrim hvvz']) expect(await artists(q), q).toContain(slashed.artist.id)
  expect(await found({ q: 'hvvz' })).toContain(hill)
})

test('the best comes first', async () => {
  expect((await found({ q: 'thunderbird avenue' }))[0]).toBe(thunder)
})

test('what is like nothing finds nothing, quickly and without complaint', async () => {
  for (const q of ['xqzjvkwpq', 'zzzzzzzzzzzzzzzzzz', '🦆🦆🦆', '日本語の歌']) expect(await found({ q }), q).toEqual([])
  for (const q of [
    "'; drop table songs; --",
    '"',
    "'",
    '\\',
    '%',
    '_',
    '*',
    '(((',
    '& | ! <-> :*',
    'a:*b',
    '\u202Eabc',
    '<script>',
    '../..',
    '&&',
    '!',
    '-',
    '\t',
    'ﷺ',
    'x'.repeat(200),
    'a '.repeat(100),
  ]) {
    const { status, body } = await ask('GET', `/v1/search?q=${encodeURIComponent(q)}`)
    expect([200, 400], `${q}: ${body.code}`).toContain(status)
  }
  for (const q of ['', '%20', '%00', 'x'.repeat(201)]) expect((await ask('GET', `/v1/search?q=${q}`)).status, q).toBe(400)
  expect((await ask('GET', '/v1/search')).status).toBe(400)
})

test('an answer holds the kinds that were asked for, and all four when none was', async () => {
  const { body } = await ask('GET', '/v1/search?q=qvartet')
  expect(body).toMatchObject({ query: 'qvartet', took_ms: expect.any(Number), index_lag_ms: expect.any(Number) })
  expect(Object.keys(await results({ q: 'qvartet' })).toSorted()).toEqual(['albums', 'artists', 'playlists', 'songs'])
  expect(Object.keys(await results({ q: 'qvartet', type: 'song' }))).toEqual(['songs'])
  expect(Object.keys(await results({ q: 'qvartet', type: 'artist,playlist' })).toSorted()).toEqual(['artists', 'playlists'])
  const { songs } = await results({ q: 'crépuscule', type: 'song' })
  expect(songs?.items.find(({ id }) => id === crepuscule)).toMatchObject({
    title: 'Crépuscule Orbital',
    artists: [{ id: artist.artist.id, name: 'Björnstjerne Qvartet' }],
    genre,
    explicit: false,
    duration_ms: 1_500,
  })
})

test('a genre narrows what is found, and pages add up', async () => {
  expect(await found({ q: 'qvartet', genre })).toEqual([crepuscule])
  expect(await found({ q: 'qvartet', genre: genre.toUpperCase() })).toEqual([crepuscule])
  expect(await found({ q: 'qvartet', genre: 'no such genre' })).toEqual([])
  const all = (await results({ q: 'bjornstjerne qvartet', type: 'song' })).songs
  const pages = []
  for (let offset = 0; offset < (all?.total ?? 0); offset++)
    pages.push(...((await results({ q: 'bjornstjerne qvartet', type: 'song', limit: 1, offset })).songs?.items ?? []))
  expect(pages.map(({ id }) => id)).toEqual(all?.items.map(({ id }) => id))
  expect((await results({ q: 'bjornstjerne qvartet', type: 'song', limit: 1, offset: 5_000 })).songs).toMatchObject({
    items: [],
    offset: 5_000,
  })
})

test('a new name is found and the old one is not; a song taken down or deleted leaves within ten seconds', async () => {
  const { id: song_id } = await publishSong(artist, { title: 'Mirabelle Wharf', seconds: 1.5 })
  await expect.poll(() => found({ q: 'mirabelle wharf' }), soon).toContain(song_id)
  await artist.client.call(updateSong, { params: { song_id }, body: { title: 'Quincunx Harbour' } })
  await expect.poll(() => found({ q: 'quincunx harbour' }), soon).toContain(song_id)
  await expect.poll(() => found({ q: 'mirabelle wharf' }), soon).not.toContain(song_id)
  await artist.client.call(updateSong, { params: { song_id }, body: { visibility: 'taken_down' } })
  await expect.poll(() => found({ q: 'quincunx harbour' }), soon).not.toContain(song_id)
  await artist.client.call(updateSong, { params: { song_id }, body: { visibility: 'published' } })
  await expect.poll(() => found({ q: 'quincunx harbour' }), soon).toContain(song_id)
  await artist.client.call(deleteSong, { params: { song_id } })
  await expect.poll(() => found({ q: 'quincunx harbour' }), soon).not.toContain(song_id)
})

test('what is not out yet is not found', async () => {
  const { id } = await publishSong(artist, {
    title: 'Umbrageous Tomorrow',
    seconds: 1.5,
    release_at: new Date(Date.now() + 86_400_000).toISOString(),
  })
  const { id: later } = await publishSong(artist, { title: 'Umbrageous Today', seconds: 1.5 })
  await expect.poll(() => found({ q: 'umbrageous' }), soon).toContain(later)
  expect(await found({ q: 'umbrageous tomorrow' })).not.toContain(id)
})

test('public playlists are found as long as they are public', async () => {
  const { client } = await newListener('Lars Lister')
  const { id: playlist_id } = await client.call(createPlaylist, { body: { name: 'Zwieback Picnic', visibility: 'public' } })
  await client.call(addSongs, { params: { playlist_id }, body: { song_ids: [thunder] } })
  const hidden = await client.call(createPlaylist, { body: { name: 'Zwieback Secrets' } })
  const lists = async () => (await results({ q: 'zwieback', type: 'playlist' })).playlists?.items ?? []
  await expect
    .poll(lists, soon)
    .toContainEqual({
      id: playlist_id,
      name: 'Zwieback Picnic',
      owner: { id: expect.any(String), display_name: 'Lars Lister' },
      item_count: 1,
    })
  expect((await lists()).map(({ id }) => id)).not.toContain(hidden.id)
  await client.call(updatePlaylist, { params: { playlist_id }, body: { visibility: 'private' } })
  await expect.poll(async () => (await lists()).map(({ id }) => id), soon).not.toContain(playlist_id)
})

test('suggestions complete what one types', async () => {
  const { items } = await clientOf().call(suggest, { query: { q: 'crépus' } })
  expect(items).toContainEqual({ type: 'song', id: crepuscule, text: 'Crépuscule Orbital' })
  expect((await clientOf().call(suggest, { query: { q: 'bjornst' } })).items.map(({ text }) => text)).toContain('Björnstjerne Qvartet')
  expect((await clientOf().call(suggest, { query: { q: 'c', limit: 1 } })).items.length).toBeLessThanOrEqual(1)
  for (const query of ['q=', 'q=a&limit=21', 'q=a&limit=0']) expect((await ask('GET', `/v1/search/suggest?${query}`)).status).toBe(400)
})
