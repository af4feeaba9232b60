import type { getJwks, ReplyOf } from '@segue/contracts'
import type { Call } from '@segue/service'

export const handleGetJwks =
  (keys: readonly Record<string, unknown>[]) =>
  async ({ reply }: Call<typeof getJwks>): Promise<ReplyOf<typeof getJwks>> => {
    reply.header('cache-control', 'public, max-age=300')
    return { keys: [...keys] }
  }
