import { errors } from '@opensearch-project/opensearch'
import { Misconfigured } from '../misconfigured.ts'

/** The index doesn't answer, or has too much to do: trying again later may help. */
export class OutOfReach extends Error {
  override readonly name = 'OutOfReach'
  /** The system's word for it, which everybody understands. */
  readonly code = 'ETIMEDOUT'
}

const busy = new Set([429, 502, 503, 504])
export const isBusy = (status: number | undefined): boolean => status !== undefined && busy.has(status)

/** What a failed call means to whoever called. */
export function told(error: unknown): unknown {
  if (error instanceof errors.ResponseError) {
    const { statusCode, message } = error
    if (statusCode === 401 || statusCode === 403) return new Misconfigured(`OpenSearch refuses the URL's user and password (${statusCode})`, { cause: error })
    return isBusy(statusCode) ? new OutOfReach(`OpenSearch has no time: ${message}`, { cause: error }) : error
  }
  const isAway = error instanceof errors.ConnectionError || error instanceof errors.TimeoutError || error instanceof errors.NoLivingConnectionsError
  return isAway ? new OutOfReach(`OpenSearch does not answer: ${error.message}`, { cause: error }) : error
}

type Call<B> = () => Promise<{ readonly body: B }>

/** The call's body; its failure in our words. A kept connection that broke costs one more try, a server that hangs does not. */
export async function answerOf<B>(call: Call<B>): Promise<B> {
  try {
    return (await call().catch((error: unknown) => (error instanceof errors.ConnectionError ? call() : Promise.reject(error)))).body
  } catch (error) {
    throw told(error)
  }
}

/** Null for what is not there. */
export async function ifThere<B>(call: Call<B>): Promise<B | null> {
  return answerOf(call).catch((error: unknown) => {
    if (error instanceof errors.ResponseError && error.statusCode === 404) return null
    throw error
  })
}
