import { expect, test } from 'vitest'
import { showCard } from './show-card.ts'

test('a picture is shown at the media address', () => {
  const shown = showCard('song', { id: 's', artwork_path: 'images/abc.jpg' }, 'https://media.test')
  expect(shown).toEqual({ id: 's', artwork_url: 'https://media.test/images/abc.jpg' })
})

test('without a picture its address is null', () => {
  expect(showCard('artist', { id: 'a', image_path: null }, 'https://media.test')).toEqual({ id: 'a', image_url: null })
})

test('a playlist has none', () => {
  expect(showCard('playlist', { id: 'p' }, 'https://media.test')).toEqual({ id: 'p' })
})
