import { Type, type Static } from 'typebox'
import { Country, Email, Id, Language, Nullable, OneOf, Timestamp } from '../fields.ts'

export const Plan = OneOf('free', 'premium')
export const Role = OneOf('listener', 'administrator')

export const Preferences = Type.Object({
  explicit_filter: Type.Boolean({ description: 'Leave explicit songs out' }),
  max_bitrate_kbps: Type.Enum([64, 128, 320], { description: 'Streaming quality cap, below what the plan allows' }),
  private_session: Type.Boolean({ description: 'Plays are not kept in the history' }),
})
export type Preferences = Static<typeof Preferences>

export const User = Type.Object({
  id: Id,
  email: Email,
  display_name: Type.String(),
  country: Nullable(Country),
  language: Nullable(Language),
  plan: Plan,
  role: Role,
  preferences: Preferences,
  created_at: Timestamp,
  updated_at: Timestamp,
})
export type User = Static<typeof User>

export const Session = Type.Object({
  user: User,
  access_token: Type.String({ description: 'ES256 JWT; keys at /.well-known/jwks.json' }),
  refresh_token: Type.Optional(Type.String({ description: 'Absent when the session is kept in a cookie' })),
  expires_in: Type.Integer({ description: 'Life of the access token in seconds' }),
})
export type Session = Static<typeof Session>
