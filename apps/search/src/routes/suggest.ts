import type { ReplyOf, suggest } from '@segue/contracts'
import type { Call } from '@segue/service'
import type { Context } from '../context.ts'

const kept_ms = 2_000

export const handleSuggest =
  ({ cache, index }: Context) =>
  async ({ query: { q, limit } }: Call<typeof suggest>): Promise<ReplyOf<typeof suggest>> => {
    const items = await cache.remember(`suggest:${limit}:${q}`, kept_ms, async () => [...(await index.suggest(q, limit))])
    return { items }
  }
