import { expect, test } from 'vitest'
import { compareEvents } from './compare-events.ts'

const text = { type: 'string' }
const data = (properties: object, ...required: string[]) => ({ data: { type: 'object', properties, required } })
const released = {
  events: { 'song.liked': data({ song_id: text, plan: { enum: ['free', 'premium'] }, note: text }, 'song_id', 'plan') },
  topology: { search: ['song.liked', 'song.unliked'] },
}
const compare = (after: { events?: object; topology?: object }) => compareEvents(released, { ...released, ...after }).map(({ where, rule }) => `${where} ${rule}`)
const plan = { enum: ['free', 'premium'] }
const event = (changed: ReturnType<typeof data>) => ({ events: { 'song.liked': changed } })

test.for<[string, Parameters<typeof compare>[0], readonly string[]]>([
  ['nothing', {}, []],
  ['an event is new', { events: { ...released.events, 'song.hummed': data({}) } }, []],
  ['an event is gone', { events: {} }, ['song.liked event_removed']],
  ['a member is new and may be missing', event(data({ song_id: text, plan, note: text, at: text }, 'song_id', 'plan')), []],
  ['a member is new and always there, but old events in the queues lack it', event(data({ song_id: text, plan, note: text, at: text }, 'song_id', 'plan', 'at')), ['song.liked.at required']],
  ['a member is gone', event(data({ song_id: text, plan }, 'song_id', 'plan')), ['song.liked.note removed']],
  ['a member may be missing now', event(data({ song_id: text, plan, note: text }, 'plan')), ['song.liked.song_id optional']],
  ['a member has another type', event(data({ song_id: { type: 'integer' }, plan, note: text }, 'song_id', 'plan')), ['song.liked.song_id type']],
  ['a value more', event(data({ song_id: text, plan: { enum: ['free', 'premium', 'family'] }, note: text }, 'song_id', 'plan')), ['song.liked.plan values']],
  ['a value less', event(data({ song_id: text, plan: { enum: ['free'] }, note: text }, 'song_id', 'plan')), ['song.liked.plan values']],
  ['a consumer is new', { topology: { ...released.topology, charts: ['song.liked'] } }, []],
  ['a consumer is gone', { topology: {} }, ['consumer search consumer_removed']],
  ['a consumer hears more', { topology: { search: ['song.liked', 'song.unliked', 'song.hummed'] } }, []],
  ['a consumer hears less', { topology: { search: ['song.liked'] } }, ['consumer search ← song.unliked binding_removed']],
])('%s', ([, after, expected]) => {
  expect(compare(after)).toEqual(expected)
})
