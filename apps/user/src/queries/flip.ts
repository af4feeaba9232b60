import { randomUUIDv7 } from 'node:crypto'
import { sql, type Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'

/** A table of things that a user may turn on and off: which column says of what, whether, and since when. */
export interface Flippable {
  readonly table: 'likes' | 'follows'
  readonly target: 'song_id' | 'artist_id'
  readonly on: 'liked' | 'followed'
  readonly since: 'liked_at' | 'followed_at'
}
export const likes: Flippable = { table: 'likes', target: 'song_id', on: 'liked', since: 'liked_at' }
export const follows: Flippable = { table: 'follows', target: 'artist_id', on: 'followed', since: 'followed_at' }

/** The identity of a like or follow, and how often it was flipped. */
export interface Flip {
  readonly id: string
  readonly version: number
}

/** Turns on what is off; null when it is on already. */
export async function turnOn(tx: Transaction<Tables>, of: Flippable, user_id: string, target_id: string, now: Date): Promise<Flip | null> {
  const [table, target, on, since] = [sql.table(of.table), sql.ref(of.target), sql.ref(of.on), sql.ref(of.since)]
  const { rows: [flip] } = await sql<Flip>`
    insert into ${table} (user_id, ${target}, id, ${on}, version, ${since})
    values (${user_id}, ${target_id}, ${randomUUIDv7()}, true, 1, ${now})
    on conflict (user_id, ${target}) do update
    set ${on} = true, version = ${table}.version + 1, ${since} = excluded.${since} where not ${table}.${on}
    returning id, version`.execute(tx)
  return flip ?? null
}

/** Turns off what is on; null when it is off already or never was on. */
export async function turnOff(tx: Transaction<Tables>, of: Flippable, user_id: string, target_id: string): Promise<Flip | null> {
  const [table, target, on] = [sql.table(of.table), sql.ref(of.target), sql.ref(of.on)]
  const { rows: [flip] } = await sql<Flip>`
    update ${table} set ${on} = false, version = version + 1 where user_id = ${user_id} and ${target} = ${target_id} and ${on}
    returning id, version`.execute(tx)
  return flip ?? null
}
