import { errors, type Client } from '@opensearch-project/opensearch'
import { Misconfigured } from '../misconfigured.ts'
import { answerOf, ifThere } from './answers.ts'
import { mappingVersion, template } from './mapping.ts'
import type { Place } from './place.ts'

/** The index that an alias stands for; null without one. */
export async function behind(client: Client, alias: string): Promise<string | null> {
  const indices = Object.keys((await ifThere(() => client.indices.getAlias({ name: alias }))) ?? {})
  if (indices.length > 1) throw new Misconfigured(`The alias ${alias} stands for several indices (${indices.join(', ')}): let it be one`)
  return indices[0] ?? null
}

/** The mapping that an index was made with; 0 for one that is none of ours. */
export async function mappingOf(client: Client, index: string): Promise<number> {
  const mappings = await answerOf(() => client.indices.getMapping({ index }))
  return Number(mappings[index]?.mappings._meta?.['segue_mapping'] ?? 0)
}

/** All indices ever made at the place and still there. */
export async function indicesAt(client: Client, { alias }: Place): Promise<string[]> {
  const found = (await ifThere(() => client.indices.get({ index: `${alias}-v*` }))) ?? {}
  const rest = /^v\d+-\d+$/
  return Object.keys(found).filter((name) => rest.test(name.slice(alias.length + 1)))
}

/** Makes an index that answers to `alias`. Resolves with its name; null when there is one of that name. */
export async function createIndex(client: Client, place: Place, alias: string, series: number): Promise<string | null> {
  const name = `${place.alias}-v${mappingVersion}`
  await answerOf(() => client.indices.putIndexTemplate({ name, body: { index_patterns: [`${name}-*`], template } }))
  const index = `${name}-${series}`
  try {
    await answerOf(() => client.indices.create({ index, body: { aliases: { [alias]: {} } } }))
    return index
  } catch (error) {
    if (error instanceof errors.ResponseError && error.body['error']?.type === 'resource_already_exists_exception') return null
    throw error
  }
}

/** Makes the index when there is none, and checks that it is one of ours that this release can use. */
export async function ensureLive(client: Client, place: Place): Promise<void> {
  let live = await behind(client, place.alias)
  if (live === null) {
    await createIndex(client, place, place.alias, 0)
    live = await behind(client, place.alias)
  }
  if (live === null) throw new Misconfigured(`No index answers to ${place.alias}, yet there are some that once did: rebuild it`)
  const held = await mappingOf(client, live)
  if (held > mappingVersion) throw new Misconfigured(`The index ${live} has the mapping ${held} of a newer release; this one knows ${mappingVersion}`)
  if (held < mappingVersion) throw new Misconfigured(`The index ${live} has the mapping ${held}, this release needs ${mappingVersion}: rebuild it`)
}
