import { ApiProblem, type Client } from '@segue/api-client'
import { getMyArtist, type Artist } from '@segue/contracts'

/** The artist of who is signed in; null when there is none yet. */
export async function myArtist(client: Client, signal: AbortSignal): Promise<Artist | null> {
  try {
    return await client.call(getMyArtist, { signal })
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'not_an_artist') return null
    throw error
  }
}
