import type { Kysely } from 'kysely'

const listeners = new WeakMap<object, Set<() => void>>()

/** What a database and the transactions on it share. */
const databaseOf = <T>(db: Kysely<T>): object => db.getExecutor().adapter

/**
 * Tells the relays of this process that a row was written to their outbox. It shows only when its transaction commits, so
 * a relay looks often for a moment; NOTIFY would say it exactly, but takes a global lock in every hot transaction.
 */
export const outboxActivity = {
  announce<T>(tx: Kysely<T>): void {
    for (const listener of listeners.get(databaseOf(tx)) ?? []) listener()
  },
  onAnnounce<T>(db: Kysely<T>, listener: () => void): Disposable {
    const database = databaseOf(db)
    const all = listeners.get(database) ?? new Set()
    listeners.set(database, all.add(listener))
    return { [Symbol.dispose]: () => void all.delete(listener) }
  },
}
