import { connect, type ChannelModel } from 'amqplib'
import { setTimeout as sleep } from 'node:timers/promises'
import { CLOSED_INSTEAD_OF_OPENED, explained } from './explained.ts'
import { within } from './within.ts'

/** A connection that comes back by itself, each time set up anew. */
export interface Link<Session> extends AsyncDisposable {
  /** What the connection was set up with; while it is away, waits a moment for it to be back and rejects. */
  session(): Promise<Session>
}

export interface LinkOptions<Session> {
  readonly url: string
  /** Shown by the broker's tools. */
  readonly name: string
  /** Rejecting means that the connection is no use; it is tried again. */
  readonly setUp: (model: ChannelModel) => Promise<Session>
  readonly onError: (error: unknown) => void
}

const SECOND_TRY_AFTER_MS = 500
const CONNECT_WITHIN_MS = 5_000
const BACK_WITHIN_MS = 1_000
const CLOSE_WITHIN_MS = 2_000
/** The broker lets go of a silent peer after two to three beats: 12 s at most, in which what it held goes to somebody else. */
const HEARTBEAT_S = 4

/** Opens the connection, once: rejects when that fails. From then on a loss is told to `onError` and repaired. */
export async function openLink<Session>({ url, name, setUp, onError }: LinkOptions<Session>): Promise<Link<Session>> {
  let current: Session | undefined
  let next = Promise.withResolvers<Session>()
  let lastError: unknown
  let isClosed = false
  const address = new URL(url)
  const vhost = decodeURIComponent(address.pathname.slice(1)) || '/'
  const failed = (error: unknown) => {
    lastError = explained(error, vhost)
    onError(lastError)
  }

  async function setup(model: ChannelModel): Promise<void> {
    // 'close' follows and brings the same error; without a listener this one would end the process.
    model.on('error', () => {})
    model.once('close', () => (current = undefined))
    const session = await within(CONNECT_WITHIN_MS, 'Setting up', setUp(model))
    current = session
    next.resolve(session)
    next = Promise.withResolvers()
  }

  address.searchParams.set('heartbeat', String(HEARTBEAT_S))
  const open = () =>
    connect(address.href, {
      noDelay: true,
      keepAlive: true,
      timeout: CONNECT_WITHIN_MS,
      clientProperties: { connection_name: name },
      recovery: { initialMaxRetries: 0, initialDelay: 100, maxDelay: 2_000, setup },
    })
  const connection = await open()
    .catch(async (error: Error) => {
      // A broker that was just stopping refuses the connection the next time.
      if (!CLOSED_INSTEAD_OF_OPENED.test(error.message)) throw error
      await sleep(SECOND_TRY_AFTER_MS)
      return open()
    })
    .catch((error: unknown) => {
      throw explained(error, vhost)
    })
  connection.on('error', () => {})
  connection.on('disconnect', failed)
  connection.on('connect-failed', failed)

  return {
    async session() {
      if (isClosed) throw new Error('This event bus is closed')
      if (current !== undefined) return current
      return within(BACK_WITHIN_MS, 'Reconnecting', next.promise).catch((error: unknown) => {
        throw lastError ?? error
      })
    },
    async [Symbol.asyncDispose]() {
      isClosed = true
      // A broker that hangs would never say goodbye.
      await within(CLOSE_WITHIN_MS, 'Closing', connection.close()).catch(() => {})
    },
  }
}
