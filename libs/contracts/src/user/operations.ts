import { Type } from 'typebox'
import { Closed, Country, Cursor, CursorList, Email, Id, Language, Limit, Line, Nullable, OneOf, Timestamp } from '../fields.ts'
import { operation } from '../operation.ts'
import { ArtistCard, SongCard } from '../catalog/models.ts'
import { Plan, Preferences, Session, User } from './models.ts'

const SessionKind = Type.Optional(OneOf('token', 'cookie'))
/** Empty where the token comes as a cookie. */
const RefreshBody = Type.Optional(Closed({ refresh_token: Type.Optional(Type.String({ minLength: 1, maxLength: 512 })) }))

export const register = operation('register', {
  method: 'POST',
  path: '/v1/auth/register',
  summary: 'Open an account and sign in',
  description: 'With `"session": "cookie"` the refresh token comes as an HttpOnly cookie and not in the body.',
  access: 'anyone',
  body: Closed({
    email: Email,
    password: Type.String({ minLength: 8, maxLength: 256 }),
    display_name: Line(80),
    country: Type.Optional(Country),
    session: SessionKind,
  }),
  reply: { status: 201, body: Session },
  refusals: {
    email_taken: [409, 'This e-mail address has an account'],
    password_too_common: [422, 'This password is too common'],
    origin_not_allowed: [403, 'Cookie sessions are for the web app alone'],
  },
  rate_limit: { max: 60, window_s: 60 },
})

export const login = operation('login', {
  method: 'POST',
  path: '/v1/auth/login',
  summary: 'Sign in',
  description: 'Takes the same time and gives the same answer for an unknown e-mail as for a wrong password.',
  access: 'anyone',
  body: Closed({ email: Type.String({ maxLength: 254 }), password: Type.String({ maxLength: 256 }), session: SessionKind }),
  reply: { status: 200, body: Session },
  refusals: {
    invalid_credentials: [401, 'E-mail or password is wrong'],
    origin_not_allowed: [403, 'Cookie sessions are for the web app alone'],
  },
  rate_limit: { max: 120, window_s: 60 },
})

export const refresh = operation('refresh', {
  method: 'POST',
  path: '/v1/auth/refresh',
  summary: 'Trade the refresh token for a new pair',
  description:
    'Rotates. For 20 s, and while its successor is unused, a predecessor gives a sibling (two tabs, a lost answer); any other re-use revokes the whole family.',
  access: 'anyone',
  criticality: 'critical',
  body: RefreshBody,
  reply: { status: 200, body: Session },
  refusals: {
    invalid_refresh_token: [401, 'The refresh token is not valid'],
    origin_not_allowed: [403, 'Cookie sessions are for the web app alone'],
  },
})

export const logout = operation('logout', {
  method: 'POST',
  path: '/v1/auth/logout',
  summary: 'Revoke the refresh token and its family',
  access: 'anyone',
  body: RefreshBody,
  reply: { status: 204 },
  refusals: { origin_not_allowed: [403, 'Cookie sessions are for the web app alone'] },
})

export const getMe = operation('getMe', {
  method: 'GET',
  path: '/v1/users/me',
  summary: 'My profile and preferences',
  access: 'listener',
  reply: { status: 200, body: User },
})

export const updateMe = operation('updateMe', {
  method: 'PATCH',
  path: '/v1/users/me',
  summary: 'Change my profile and preferences',
  access: 'listener',
  body: Closed({
    display_name: Type.Optional(Line(80)),
    country: Type.Optional(Nullable(Country)),
    language: Type.Optional(Nullable(Language)),
    preferences: Type.Optional(Type.Partial(Preferences, { additionalProperties: false })),
  }),
  reply: { status: 200, body: User },
})

export const listLikes = operation('listLikes', {
  method: 'GET',
  path: '/v1/users/me/likes',
  summary: 'Songs I like, latest first',
  access: 'listener',
  query: Type.Object({ limit: Limit, cursor: Cursor }),
  reply: { status: 200, body: CursorList(Type.Object({ song: SongCard, liked_at: Timestamp })) },
})

export const likeSong = operation('likeSong', {
  method: 'POST',
  path: '/v1/songs/:song_id/like',
  summary: 'Like a song; liking twice is liking once',
  access: 'listener',
  params: Type.Object({ song_id: Id }),
  reply: { status: 204 },
  refusals: { song_not_found: [404, 'There is no such song'] },
})

export const unlikeSong = operation('unlikeSong', {
  method: 'DELETE',
  path: '/v1/songs/:song_id/like',
  summary: 'Take a like back; twice is once',
  access: 'listener',
  params: Type.Object({ song_id: Id }),
  reply: { status: 204 },
  refusals: { song_not_found: [404, 'There is no such song'] },
})

export const listFollowing = operation('listFollowing', {
  method: 'GET',
  path: '/v1/users/me/following',
  summary: 'Artists I follow, latest first',
  access: 'listener',
  query: Type.Object({ limit: Limit, cursor: Cursor }),
  reply: { status: 200, body: CursorList(Type.Object({ artist: ArtistCard, followed_at: Timestamp })) },
})

export const followArtist = operation('followArtist', {
  method: 'POST',
  path: '/v1/artists/:artist_id/follow',
  summary: 'Follow an artist; twice is once',
  access: 'listener',
  params: Type.Object({ artist_id: Id }),
  reply: { status: 204 },
  refusals: { artist_not_found: [404, 'There is no such artist'] },
})

export const unfollowArtist = operation('unfollowArtist', {
  method: 'DELETE',
  path: '/v1/artists/:artist_id/follow',
  summary: 'Unfollow an artist; twice is once',
  access: 'listener',
  params: Type.Object({ artist_id: Id }),
  reply: { status: 204 },
  refusals: { artist_not_found: [404, 'There is no such artist'] },
})

export const setSubscription = operation('setSubscription', {
  method: 'PUT',
  path: '/v1/users/:user_id/subscription',
  summary: "Change a user's plan",
  description: 'In force for the next token, and for the next grant asked for with it.',
  access: 'administrator',
  params: Type.Object({ user_id: Id }),
  body: Closed({ plan: Plan }),
  reply: { status: 200, body: Type.Object({ user_id: Id, plan: Plan }) },
  refusals: { user_not_found: [404, 'There is no such user'] },
})

export const getJwks = operation('getJwks', {
  method: 'GET',
  path: '/.well-known/jwks.json',
  summary: 'Keys that verify access tokens (RFC 7517)',
  access: 'anyone',
  reply: { status: 200, body: Type.Object({ keys: Type.Array(Type.Record(Type.String(), Type.Unknown())) }) },
})
