const listeners = new Set<() => void>()

/**
 * Tells the relays of this process that an outbox row was written. The row shows only when its transaction commits, so a
 * relay looks often for a moment; NOTIFY would say it exactly, but takes a global lock in every hot transaction.
 */
export const outboxActivity = {
  announce(): void {
    for (const listener of listeners) listener()
  },
  onAnnounce(listener: () => void): Disposable {
    listeners.add(listener)
    return { [Symbol.dispose]: () => void listeners.delete(listener) }
  },
}
