import { expect, test } from 'vitest'
import { artist, playlist, song } from '../../test/events.ts'
import { artistDocument, playlistDocument, songDocument } from './documents.ts'

const [a, b] = [{ id: 'a', name: 'Old Name' }, { id: 'b', name: 'Guest' }]

test('a song is found by the names its artists have now, and shows them', () => {
  const snapshot = song('s', 'Around the World', [a, b], { album: { id: 'al', title: 'Homework' }, genre: 'House' })
  const document = songDocument(snapshot, new Map([['a', 'New Name']]), 7)
  expect(document).toMatchObject({ type: 'song', id: 's', version: 7, by: ['New Name', 'Guest'], album: 'Homework', genres: ['House'] })
  expect(document.card).toMatchObject({ artists: [{ id: 'a', name: 'New Name' }, b], artwork_path: 'images/abc-640.jpg' })
})

test('an artist is found by name and genres', () => {
  expect(artistDocument(artist(a), 2)).toMatchObject({ type: 'artist', id: 'a', version: 2, title: 'Old Name', by: [], genres: ['House'] })
})

test('a playlist is found by its name and its owner', () => {
  expect(playlistDocument(playlist('p', 'Sunday', 'public'), 3)).toMatchObject({ type: 'playlist', id: 'p', title: 'Sunday', by: ['Ada'] })
})
