import { Type } from 'typebox'
import { event } from '../event.ts'
import { Country, Id, Nullable, Timestamp } from '../fields.ts'

export const playbackEvents = {
  'plays.counted': event(
    'Plays that count, summed since the last announcement; take each event once, its numbers add up; aggregate: the batch',
    Type.Object({
      items: Type.Array(Type.Object({ song_id: Id, hour: Timestamp, region: Nullable(Country), plays: Type.Integer({ minimum: 1 }) })),
    }),
  ),
} as const
