import { Client } from '@opensearch-project/opensearch'
import type { Rebuild, SearchIndex } from './search-index.ts'
import { answerOf, OutOfReach } from './opensearch/answers.ts'
import { ensureLive } from './opensearch/indices.ts'
import { placeOf, type Place } from './opensearch/place.ts'
import { openSearchEngine } from './opensearch/read.ts'
import { startRebuild } from './opensearch/rebuild.ts'
import { writer } from './opensearch/write.ts'
import { reader } from './reader.ts'

const patience_ms = 10_000
const ping_ms = 2_000

/** The client would try again after a timeout too, and so take twice the time. */
const connect = ({ node }: Place): Client => new Client({ node, maxRetries: 0, requestTimeout: patience_ms })

/**
 * A search index in OpenSearch 3. The URL's path is the prefix of its names: searches go to an alias of that name, behind which an
 * index is made when there is none. Rejects with `Misconfigured` when the index is of another release, or the password is wrong.
 */
export async function openOpenSearchIndex(url: string): Promise<SearchIndex> {
  const place = placeOf(url)
  const client = connect(place)
  try {
    await ensureLive(client, place)
  } catch (error) {
    await client.close()
    throw error
  }
  const targets = [{ alias: place.alias, mayBeMissing: false }, { alias: place.next, mayBeMissing: true }]
  return {
    ...reader(openSearchEngine(client, place)),
    ...writer(client, targets, true),
    async ping() {
      const alias = await answerOf(() => client.indices.existsAlias({ name: place.alias }, { requestTimeout: ping_ms }))
      if (!alias) throw new OutOfReach(`No index answers to ${place.alias}`)
    },
    [Symbol.asyncDispose]: () => client.close(),
  }
}

export async function rebuildOpenSearchIndex(url: string): Promise<Rebuild> {
  const place = placeOf(url)
  const client = connect(place)
  try {
    return await startRebuild(client, place)
  } catch (error) {
    await client.close()
    throw error
  }
}
