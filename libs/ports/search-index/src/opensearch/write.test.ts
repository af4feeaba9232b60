import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { Client } from '@opensearch-project/opensearch'
import { expect, test } from 'vitest'
import { writer } from './write.ts'

/** Takes batches as OpenSearch does, but for the first `busy` updates, which find no room. */
async function startBusyServer(busy: number) {
  const asked: string[][] = []
  let left = busy
  const server = createServer(async (request, response) => {
    const lines = (await text(request)).trimEnd().split('\n').map((line) => JSON.parse(line))
    const updates = lines.filter((_, at) => at % 2 === 0)
    asked.push(updates.map(({ update }, at) => `${update._id} ${lines[2 * at + 1].script.params.plays}`))
    const items = updates.map(() => ({ update: left-- > 0 ? { status: 429, error: { type: 'rejected_execution_exception' } } : { status: 200 } }))
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ items }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const node = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  return { node, asked, [Symbol.dispose]: () => void server.close() }
}

test('plays go with the document that is brought with them, also when there was no room for it at first', async () => {
  using server = await startBusyServer(1)
  const client = new Client({ node: server.node, maxRetries: 0 })
  const { write } = writer(client, [{ alias: 'songs', mayBeMissing: false }], false)
  const song = (id: string) => ({ type: 'song' as const, id, version: 1, title: id, by: [], album: null, genres: [], card: {} })
  const plays = (id: string) => ({ type: 'song' as const, id, plays: 7 })
  await write([{ upserts: [song('a')], plays: [plays('a')] }, { upserts: [song('b')], plays: [plays('c')] }])
  await client.close()
  expect(server.asked).toEqual([['song:a 7', 'song:b null', 'song:c 7'], ['song:a 7']])
})
