import { catalogEvents } from './catalog/events.ts'
import type { DataOf, Envelope, Topology } from './event.ts'
import { playbackEvents } from './playback/events.ts'
import { playlistEvents } from './playlist/events.ts'
import { transcoderEvents } from './transcoder/events.ts'
import { userEvents } from './user/events.ts'

/** Every event by its name. */
export const events = { ...userEvents, ...catalogEvents, ...playlistEvents, ...playbackEvents, ...transcoderEvents } as const

export type EventName = keyof typeof events
export type EventData<N extends EventName> = DataOf<(typeof events)[N]>
export type EventOf<N extends EventName> = Envelope<N, EventData<N>>

const songs = ['song.scheduled', 'song.published', 'song.updated', 'song.withdrawn', 'song.deleted'] as const satisfies readonly EventName[]
const users = ['user.registered', 'user.updated'] as const satisfies readonly EventName[]
const artists = ['artist.created', 'artist.updated'] as const satisfies readonly EventName[]

/** Who hears what: one durable queue for each consumer, named after its service. */
export const topology = {
  user: [...songs, ...artists],
  catalog: ['song.transcoding', 'song.transcoded', 'song.rejected', 'plays.counted'],
  playlist: [...songs, ...users],
  search: [...songs, ...artists, 'playlist.created', 'playlist.updated', 'playlist.deleted', 'plays.counted', 'plays.totalled'],
  'playback-auth': [...songs, ...users],
  transcoder: ['song.uploaded', 'song.deleted'],
} as const satisfies Record<string, readonly EventName[]> & Topology

export type Consumer = keyof typeof topology
export type ConsumedBy<C extends Consumer> = (typeof topology)[C][number]
