import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { addSongs, completeUpload, createPlaylist, deletePlaylist, getPlaylist, listMyPlaylists, search, streamSongEvents } from '@segue/contracts'
import { expect, expectTypeOf, test } from 'vitest'
import { ApiProblem, createClient, readEventStream, type Client } from '@segue/api-client'

async function serving(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const playlist_id = '01938d0e-7c1a-7000-8000-000000000001'

test('a call sends what the operation declares, and whose it is', async () => {
  await using server = await serving(async (request, response) => {
    const body = (await Array.fromAsync(request)).join('')
    const { authorization, 'content-type': type, 'idempotency-key': key, 'if-match': match } = request.headers
    response.setHeader('etag', '"8"').end(JSON.stringify([request.method, request.url, authorization, type, key, match, body]))
  })
  const seen: string[] = []
  const client = createClient({ url: server.url, token: async () => 't.t.t', onResponse: (response, { id }) => seen.push(`${id} ${response.status}`) })
  const song_ids = [playlist_id]
  const { status, headers, body } = await client.send(addSongs, { params: { playlist_id }, body: { song_ids }, idempotency_key: 'k', if_match: 7 })
  expect(status).toBe(200)
  expect(headers.get('etag')).toBe('"8"')
  expect(body).toEqual(['PUT', `/v1/playlists/${playlist_id}/songs`, 'Bearer t.t.t', 'application/json', 'k', '"7"', JSON.stringify({ song_ids })])
  expect(seen).toEqual(['addSongs 200'])
})

test('an answer without content is null', async () => {
  await using server = await serving((_, response) => response.writeHead(204).end())
  await expect(createClient(server).call(deletePlaylist, { params: { playlist_id } })).resolves.toBeNull()
})

test('a refusal carries the problem, the request id and when to come back', async () => {
  await using server = await serving((_, response) => {
    const problem = { type: '/docs/errors#invalid_request', title: 'No', status: 400, code: 'invalid_request', request_id: 'r-12345678', errors: [{ path: '/name', message: 'must be string' }] }
    response.writeHead(400, { 'content-type': 'application/problem+json', 'retry-after': '7' }).end(JSON.stringify(problem))
  })
  const problem = await createClient(server).call(createPlaylist, { body: { name: '' } }).catch((error: unknown) => error)
  expect(problem).toBeInstanceOf(ApiProblem)
  expect(problem).toMatchObject({ status: 400, code: 'invalid_request', detail: 'No', request_id: 'r-12345678', retry_after_s: 7, errors: [{ path: '/name' }] })
})

test('a gateway that is down is a problem too', async () => {
  await using proxy = await serving((_, response) => response.writeHead(502, { 'retry-after': new Date(Date.now() + 30_000).toUTCString(), 'x-request-id': 'r-87654321' }).end('<h1>Bad gateway</h1>'))
  const refused = createClient(proxy).call(listMyPlaylists)
  await expect(refused).rejects.toMatchObject({ status: 502, code: 'unexpected_answer', request_id: 'r-87654321', retry_after_s: expect.closeTo(30, -1) })

  const gone = await serving(() => {})
  await gone[Symbol.asyncDispose]()
  await expect(createClient(gone).call(listMyPlaylists)).rejects.toMatchObject({ status: 0, code: 'unreachable' })
})

test('success that is not JSON is not taken for an answer', async () => {
  await using server = await serving((_, response) => response.end('<html>'))
  await expect(createClient(server).call(listMyPlaylists)).rejects.toMatchObject({ status: 200, code: 'unexpected_answer' })
})

test('an aborted call throws the reason', async () => {
  await using server = await serving(() => {})
  const aborting = new AbortController()
  const calling = createClient(server).call(listMyPlaylists, { signal: aborting.signal })
  aborting.abort(new Error('left the page'))
  await expect(calling).rejects.toThrow('left the page')
})

test('an event stream is read with the token', async () => {
  await using server = await serving((request, response) => {
    const { authorization, accept, 'last-event-id': last } = request.headers
    response.setHeader('content-type', 'text/event-stream').write(`id: 1\nevent: status\ndata: ${JSON.stringify([authorization, accept, last])}\n\n`)
  })
  const response = await createClient({ url: server.url, token: () => 'a.b.c' }).open(streamSongEvents, { params: { song_id: playlist_id }, headers: { 'last-event-id': '0' } })
  for await (const event of readEventStream(response)) {
    expect(event).toEqual({ id: '1', event: 'status', data: '["Bearer a.b.c","text/event-stream","0"]' })
    break
  }
})

test('input is typed by the declaration', () => {
  const types = async (client: Client) => {
    await client.call(listMyPlaylists)
    await client.call(listMyPlaylists, { query: { limit: 5 } })
    await client.call(search, { query: { q: 'rain' } })
    await client.call(completeUpload, { params: { song_id: playlist_id } })
    expectTypeOf((await client.call(getPlaylist, { params: { playlist_id } })).items[0]?.song.title).toEqualTypeOf<string | undefined>()
    // @ts-expect-error the playlist is missing
    await client.call(getPlaylist)
    // @ts-expect-error q is missing
    await client.call(search, { query: { limit: 1 } })
    // @ts-expect-error a name is text
    await client.call(createPlaylist, { body: { name: 7 } })
    // @ts-expect-error the body is missing
    await client.call(addSongs, { params: { playlist_id } })
    // @ts-expect-error it takes no body
    await client.call(deletePlaylist, { params: { playlist_id }, body: {} })
  }
  expectTypeOf(types).parameter(0).toEqualTypeOf<Client>()
})
