import { isSame, type Json } from './json.ts'

const lower = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties']
const upper = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties']
const exact = ['pattern', 'multipleOf', 'uniqueItems']

/** Which limits of `taken` a value within those of `given` may break, each in words. */
export function outsideLimits(given: Json, taken: Json): readonly string[] {
  const number = (schema: Json, limit: string) => (typeof schema[limit] === 'number' ? schema[limit] : undefined)
  const told = (limit: string) => `${limit} was ${shown(given[limit])}, is ${shown(taken[limit])}`
  const isRaised = (limit: string) => (number(taken, limit) ?? -Infinity) > (number(given, limit) ?? -Infinity)
  const isLowered = (limit: string) => (number(taken, limit) ?? Infinity) < (number(given, limit) ?? Infinity)
  const isOther = (limit: string) => taken[limit] !== undefined && taken[limit] !== false && !isSame(taken[limit], given[limit])
  return [...lower.filter(isRaised), ...upper.filter(isLowered), ...exact.filter(isOther)].map(told)
}

const shown = (limit: unknown) => (limit === undefined ? 'not set' : JSON.stringify(limit))
