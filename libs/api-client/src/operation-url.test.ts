import { operationsByService } from '@segue/contracts'
import fc from 'fast-check'
import { IsEnum, IsInteger, IsOptional } from 'typebox'
import { expect, test } from 'vitest'
import { operationUrl } from './operation-url.ts'

test('parameters stand in the path and what is undefined is left out of the query', () => {
  const url = operationUrl('http://localhost:4000', '/v1/playlists/:playlist_id/songs/:song_id', { playlist_id: 'p', song_id: 's' }, { limit: 5, cursor: undefined, q: 'a&b=ç' })
  expect(url).toBe('http://localhost:4000/v1/playlists/p/songs/s?limit=5&q=a%26b%3D%C3%A7')
})

test('no parameter, whatever it holds, leaves its place in the path', () => {
  fc.assert(fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (id) => {
    const { pathname, search, hash } = new URL(operationUrl('http://h', '/v1/songs/:song_id/like', { song_id: `x${id}` }))
    expect(pathname.split('/')).toHaveLength(5)
    expect(search + hash).toBe('')
    expect(decodeURIComponent(pathname.split('/')[3] ?? '')).toBe(`x${id}`)
  }))
})

test('a missing parameter is an error, not another address', () => {
  expect(() => operationUrl('', '/v1/songs/:song_id', {})).toThrow('song_id')
  expect(() => operationUrl('', '/v1/songs/:song_id', { song_id: '' })).toThrow('song_id')
})

test('every number and choice in a query is optional or has a default, as the types of a call take for granted', () => {
  for (const { id, query } of Object.values(operationsByService).flat()) {
    for (const [name, schema] of Object.entries(query.properties)) {
      if (!IsInteger(schema) && !IsEnum(schema)) continue
      expect(IsOptional(schema) || 'default' in schema, `${id} ${name}`).toBe(true)
    }
  }
})
