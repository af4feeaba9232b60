import { Type, type Static } from 'typebox'
import { AlbumRef, ArtistCard, SongCard } from '../catalog/models.ts'
import { Id, Limit, Line, Nullable, Offset, OneOf } from '../fields.ts'
import { operation } from '../operation.ts'
import { UserRef } from '../playlist/models.ts'

const Found = <T extends Parameters<typeof Type.Array>[0]>(item: T) =>
  Type.Object({ items: Type.Array(item), total: Type.Integer(), offset: Type.Integer() })

const FoundAlbum = Type.Object({ ...AlbumRef.properties, artists: Type.Array(Type.Object({ id: Id, name: Type.String() })), cover_url: Nullable(Type.String()) })
const FoundPlaylist = Type.Object({ id: Id, name: Type.String(), owner: UserRef, item_count: Type.Integer() })

export const SearchResults = Type.Object({
  songs: Type.Optional(Found(SongCard)),
  artists: Type.Optional(Found(ArtistCard)),
  albums: Type.Optional(Found(FoundAlbum)),
  playlists: Type.Optional(Found(FoundPlaylist)),
})
export type SearchResults = Static<typeof SearchResults>

export const search = operation('search', {
  method: 'GET',
  path: '/v1/search',
  summary: 'Find songs, artists, albums and playlists',
  description: 'Forgives a typo in a word, missing accents, another order of words and missing spaces. `type` is a comma-separated list; without it all four are searched.',
  access: 'anyone',
  criticality: 'sheddable',
  query: Type.Object({
    q: Line(200),
    type: Type.Optional(Type.String({ pattern: '^(song|artist|album|playlist)(,(song|artist|album|playlist))*$' })),
    genre: Type.Optional(Line(60)),
    limit: Limit,
    offset: Offset,
  }),
  reply: {
    status: 200,
    body: Type.Object({ query: Type.String(), results: SearchResults, took_ms: Type.Integer(), index_lag_ms: Type.Integer() }),
  },
})

export const suggest = operation('suggest', {
  method: 'GET',
  path: '/v1/search/suggest',
  summary: 'Completions as one types',
  access: 'anyone',
  criticality: 'sheddable',
  query: Type.Object({ q: Line(200), limit: Type.Integer({ minimum: 1, maximum: 20, default: 8 }) }),
  reply: {
    status: 200,
    body: Type.Object({
      items: Type.Array(Type.Object({ type: OneOf('song', 'artist', 'album', 'playlist'), id: Type.Optional(Id), text: Type.String() })),
    }),
  },
})
