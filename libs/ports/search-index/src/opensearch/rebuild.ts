import { setTimeout as delay } from 'node:timers/promises'
import type { Client } from '@opensearch-project/opensearch'
import type { Rebuild } from '../search-index.ts'
import { Misconfigured } from '../misconfigured.ts'
import { answerOf, ifThere } from './answers.ts'
import { behind, createIndex, indicesAt, mappingOf } from './indices.ts'
import { mappingVersion } from './mapping.ts'
import type { Place } from './place.ts'
import { writer } from './write.ts'

/** Searches that looked the alias up before the swap have ended by then. */
const grace_ms = 2_500

/**
 * Starts a second index beside the live one. From now on every writer, in whatever process, writes to both, since both aliases are
 * looked up by the server for every batch. What a rebuild before this one left behind is dropped.
 */
export async function startRebuild(client: Client, place: Place): Promise<Rebuild> {
  const live = await behind(client, place.alias)
  if (live !== null && (await mappingOf(client, live)) > mappingVersion) throw new Misconfigured(`The index ${live} is of a newer release`)
  const there = await indicesAt(client, place)
  const left = there.filter((name) => name !== live)
  if (left.length > 0) await ifThere(() => client.indices.delete({ index: left }))
  const index = await createIndex(client, place, place.next, 1 + Math.max(0, ...there.map((name) => Number(name.split('-').at(-1)))))
  if (index === null) throw new Error('Another rebuild began at the same moment')

  let isDone = false
  return {
    ...writer(client, [{ alias: place.next, mayBeMissing: false }], false),
    async finish() {
      await answerOf(() => client.indices.refresh({ index }))
      const before = await behind(client, place.alias)
      const swap = [
        { remove: { index, alias: place.next, must_exist: true } },
        { add: { index, alias: place.alias } },
        ...(before === null ? [] : [{ remove: { index: before, alias: place.alias } }]),
      ]
      await answerOf(() => client.indices.updateAliases({ body: { actions: swap } }))
      isDone = true
      if (before === null) return
      await delay(grace_ms)
      await ifThere(() => client.indices.delete({ index: before }))
    },
    async [Symbol.asyncDispose]() {
      if (!isDone) await ifThere(() => client.indices.delete({ index }))
      await client.close()
    },
  }
}
