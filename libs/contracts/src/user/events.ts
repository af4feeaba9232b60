import { Type } from 'typebox'
import { event } from '../event.ts'
import { Country, Id, Nullable } from '../fields.ts'
import { Plan, Preferences, Role } from './models.ts'

/** What other services may remember of a user; no e-mail. */
const UserSummary = Type.Object({
  user_id: Id,
  display_name: Type.String(),
  country: Nullable(Country),
  plan: Plan,
  role: Role,
  preferences: Preferences,
})
const Like = Type.Object({ user_id: Id, song_id: Id })
const Follow = Type.Object({ user_id: Id, artist_id: Id })

export const userEvents = {
  'user.registered': event('An account was opened; aggregate: the user', UserSummary),
  'user.updated': event('Profile, preferences or plan changed; aggregate: the user', UserSummary),
  'song.liked': event('aggregate: the like, whose version grows with every flip', Like),
  'song.unliked': event('aggregate: the like, whose version grows with every flip', Like),
  'artist.followed': event('aggregate: the follow, whose version grows with every flip', Follow),
  'artist.unfollowed': event('aggregate: the follow, whose version grows with every flip', Follow),
} as const
