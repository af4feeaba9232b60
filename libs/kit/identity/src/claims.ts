import { Id, Nullable, Country, Plan, Preferences, Role } from '@segue/contracts'
import { Type, type Static } from 'typebox'

/** What an access token says of its bearer: enough to judge without asking, as of `user_version`. */
export const accessTokenClaims = Type.Object({
  user_id: Id,
  user_version: Type.Integer({ description: 'Version of the user when the token was made; the newer of token and read model counts' }),
  display_name: Type.String(),
  plan: Plan,
  role: Role,
  country: Nullable(Country),
  preferences: Preferences,
})
export type Claims = Static<typeof accessTokenClaims>

/** The token is malformed, expired, altered, or made by another. */
export class InvalidToken extends Error {
  override readonly name = 'InvalidToken'
}
