import type { Change } from './change.ts'
import { compareSchemas } from './compare-schemas.ts'
import { namesOf, objectOf, type Json } from './json.ts'

/**
 * What breaks between two sets of events. While versions run side by side, and for as long as messages lie in queues, each
 * side meets the other's events: old consumers read new ones, and new consumers read old ones. So the data of an event
 * may gain members that can be missing, and nothing else.
 */
export function compareEvents(before: Json, after: Json): readonly Change[] {
  const now = objectOf(after['events'])
  const data = Object.entries(objectOf(before['events'])).flatMap(([name, event]): readonly Change[] => {
    if (!(name in now)) return [{ rule: 'event_removed', where: name, message: 'is gone' }]
    const [had, has] = [{ schema: objectOf(event)['data'], document: before }, { schema: objectOf(now[name])['data'], document: after }]
    return [...compareSchemas(had, has, 'read', name), ...compareSchemas(had, has, 'sent', name)]
  })
  return [...distinct(data), ...topology(objectOf(before['topology']), objectOf(after['topology']))]
}

const distinct = (changes: readonly Change[]): readonly Change[] => [...new Map(changes.map((change) => [`${change.rule} ${change.where}`, change])).values()]

/** A queue that nobody empties any more fills; one that is no longer bound starves the version that still reads it. */
function topology(before: Json, after: Json): readonly Change[] {
  return Object.entries(before).flatMap(([consumer, types]): readonly Change[] => {
    if (!(consumer in after)) return [{ rule: 'consumer_removed', where: `consumer ${consumer}`, message: 'is gone' }]
    const left = new Set(namesOf(after[consumer]))
    return namesOf(types).filter((type) => !left.has(type)).map((type) => ({ rule: 'binding_removed', where: `consumer ${consumer} ← ${type}`, message: 'is no longer heard' }))
  })
}
