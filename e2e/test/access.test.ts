import { operationsByService, type Operation } from '@segue/contracts'
import { beforeAll, describe, expect, test } from 'vitest'
import { ask } from '../src/ask.ts'
import { bodyOf, exampleCalls, pathOf, type ExampleCall } from '../src/example-calls.ts'
import { openWorld, type World } from '../src/world.ts'

const operations: readonly Operation[] = Object.values(operationsByService).flat()
/** What no outsider may know of gives 404 rather than 403: private playlists, and what stands under `/me`. */
const hidden = new Set(['getMySong', 'getPlaylist', 'listPlaylistItems'])

let world: World
beforeAll(async () => {
  world = await openWorld()
})

type Who = 'anonymous' | 'listener' | 'other_artist' | 'administrator' | 'owner'

/** The statuses that the contracts let this caller see. `gets` is the example's own answer where that is no success. */
function expected({ id, access, refusals }: Operation, who: Who, gets: number | undefined): readonly number[] {
  const letIn = gets === undefined ? [200, 201, 202, 204] : [gets]
  if (who === 'anonymous' && access !== 'anyone') return [401]
  if (access === 'administrator' && who !== 'administrator') return [403]
  if (who === 'owner') return letIn
  if (id === 'getMyArtist' && who !== 'other_artist') return [404]
  if ('not_an_artist' in refusals && who !== 'other_artist') return [403]
  if ('not_your_song' in refusals) return [403]
  if ('not_your_playlist' in refusals || hidden.has(id)) return [404]
  return letIn
}

/** A valid call, but for the one that would make every caller an artist. */
async function exampleOf({ id }: Operation): Promise<ExampleCall> {
  return id === 'createArtist' ? { body: { name: '' }, gets: 400 } : ((await exampleCalls[id]?.(world)) ?? {})
}

test('every operation has an example to be tried with', () => {
  expect(operations.map(({ id }) => id).filter((id) => exampleCalls[id] === undefined)).toEqual([])
})

describe.each(operations.filter(({ id }) => exampleCalls[id] !== undefined).map((operation) => [operation.id, operation] as const))(
  '%s',
  (id, operation) => {
    test.each<Who>(['anonymous', 'listener', 'other_artist', 'administrator', 'owner'])('lets in or keeps out: %s', async (who) => {
      const call = await exampleOf(operation)
      const token = who === 'anonymous' ? undefined : world[who].token
      const answer = await ask(operation.method, pathOf(operation, call), { ...bodyOf(call), ...(token === undefined ? {} : { token }) })
      expect(expected(operation, who, call.gets), JSON.stringify(answer.body)).toContain(answer.status)
      if (answer.status === 401 && id !== 'refresh') expect(answer.body.code).toBe('unauthenticated')
    })

    test('takes no thing that is not there, and asks who calls before it says so', async () => {
      const call = await exampleOf(operation)
      if (operation.access === 'anyone' || !operation.path.includes(':')) return
      const nowhere = pathOf(operation)
      expect((await ask(operation.method, nowhere, bodyOf(call))).status).toBe(401)
      const token = operation.access === 'administrator' ? world.administrator.token : world.owner.token
      const answer = await ask(operation.method, nowhere, { ...bodyOf(call), token })
      expect([answer.status, answer.body.code]).toEqual([404, expect.stringMatching(/_not_found$/)])
    })
  },
)
