import { setTimeout as delay } from 'node:timers/promises'
import { sql, type Kysely } from 'kysely'
import pg from 'pg'
import { isOutOfReach } from './is-out-of-reach.ts'

/** Runs `work` where it sees everything that was acknowledged before the call; `work` only reads, and may run twice. */
export type Read<Tables> = <T>(work: (db: Kysely<Tables>) => Promise<T>) => Promise<T>

/** The replica's share of a read. Later than this the primary reads. */
const REPLICA_MS = 500
/** How long a read waits for a replica that is behind. */
const CATCH_UP_MS = 50
/** How often a replica that failed, or fell behind, is looked at. */
const PROBE_EVERY_MS = 500

interface ReadsOptions<Tables> {
  readonly primary: Kysely<Tables>
  /** A connection of its own to the primary, so that its position is known even when all others are busy. */
  readonly position: Kysely<Tables>
  readonly replica: Kysely<Tables>
}

/** What the replica can't do just now, as opposed to what is wrong with the read. */
class NotNow extends Error {}

/** A place in the write-ahead log, such as 16/B374D848, as a number. */
function placeOf(lsn: string): bigint {
  const [high = '', low = ''] = lsn.split('/')
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`)
}

/**
 * Answers of `ask` that all who called before it began share: with a call under way, newcomers wait for the next one, which
 * knows what they know.
 */
export function asOfNow<T>(ask: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<unknown> = Promise.resolve()
  let next: Promise<T> | undefined
  return () => {
    next ??= underWay.then(() => {
      const answer = ask()
      next = undefined
      underWay = answer.catch(() => {})
      return answer
    })
    return next
  }
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  const timer = new AbortController()
  const late = delay(REPLICA_MS, undefined, { signal: timer.signal }).then(() => Promise.reject(new NotNow('The replica is late')))
  try {
    return await Promise.race([work, late])
  } finally {
    timer.abort()
  }
}

/**
 * Reads from a replica that has replayed everything that the primary had on its disk when the read began: whoever wrote, in whatever
 * process, it is seen. Otherwise, and when the replica fails, hangs or is no replica any more, the primary reads.
 */
export function readsFrom<Tables>({ primary, position, replica }: ReadsOptions<Tables>): { read: Read<Tables>; stop(): void } {
  let probing: NodeJS.Timeout | undefined
  let stopped = false

  // A commit is acknowledged after it was flushed, so this is beyond every one that was.
  const written = asOfNow(async () => {
    const { rows: [row] } = await sql<{ lsn: string }>`select pg_current_wal_flush_lsn()::text as lsn`.execute(position)
    return placeOf(row?.lsn ?? '')
  })

  /** A primary that is out of reach acknowledges nothing either: what the replica has is then as good as it gets. */
  const needed = () => written().catch((error: unknown) => (isOutOfReach(error) ? 0n : Promise.reject(error)))

  async function replayed(connection: Kysely<Tables>): Promise<bigint> {
    const { rows: [row] } = await sql<{ lsn: string | null }>`
      select case when pg_is_in_recovery() then pg_last_wal_replay_lsn() end::text as lsn`.execute(connection)
    if (!row?.lsn) throw new NotNow('This is no replica')
    return placeOf(row.lsn)
  }

  /**
   * On one connection, so that it is one life of the server that is asked and read: after a crash it may show an older state. And in a
   * statement before the read: within one, the snapshot may be older than the position.
   */
  async function readThere<T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T> {
    const wanted = await needed()
    const there = replica.connection().execute(async (connection) => {
      for (const until = performance.now() + CATCH_UP_MS; (await replayed(connection)) < wanted; await delay(2)) {
        if (performance.now() > until) throw new NotNow('The replica is behind')
      }
      return work(connection)
    })
    return inTime(there)
  }

  /** The primary may have gone in between: then the replica is better than nothing. */
  async function readHere<T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T> {
    try {
      return await work(primary)
    } catch (error) {
      if (!isOutOfReach(error)) throw error
      return readThere(work).catch(() => Promise.reject(error))
    }
  }

  function giveUpForNow(): void {
    if (stopped) return
    probing = setTimeout(() => {
      readThere(async () => {}).then(() => (probing = undefined), giveUpForNow)
    }, PROBE_EVERY_MS).unref()
  }

  return {
    async read(work) {
      if (probing) return readHere(work)
      try {
        return await readThere(work)
      } catch (error) {
        const isReplicas = error instanceof NotNow || isOutOfReach(error)
        if (!isReplicas && !(error instanceof pg.DatabaseError)) throw error
        if (isReplicas && !probing) giveUpForNow()
        // What PostgreSQL refused there, such as a read in the way of a clean-up, may go well here.
        return readHere(work)
      }
    },
    stop() {
      stopped = true
      clearTimeout(probing)
    },
  }
}
