import { generateNKeysBetween } from 'fractional-indexing'

const LONGEST = 48

/**
 * `count` position keys between two neighbours, null for either end. They sort bytewise (`COLLATE "C"`), so that a new
 * place in the middle touches no other item.
 */
export const keysBetween = (lower: string | null, upper: string | null, count: number): string[] => generateNKeysBetween(lower, upper, count)

/** Keys grow by about a character for six inserts at one place; past 48 all are made anew. */
export const tooLong = (key: string): boolean => key.length > LONGEST

/** The last in the order of keys, which is that of their bytes. */
export const lastOf = (key: string | null, more: readonly string[]): string | null => more.reduce((last, next) => (last === null || next > last ? next : last), key)
