import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClient, uploadSong } from '@segue/api-client'
import { expect, test } from 'vitest'

const MIB = 1024 * 1024
const PART_SIZE = 6 * MIB
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('base64')

/** What happens to the next PUT of a key: the line drops before or after the bytes are kept, or the store is busy. */
type Fate = 'dropped' | 'kept and dropped' | 'busy'

/** The other side of an upload as the API describes it, with a network that fails on demand. */
async function uploadService() {
  const stored = new Map<string, Buffer>()
  const fates = new Map<string, Fate[]>()
  const log: string[] = []
  let completed = false
  let declared: { size: number; checksum_sha256?: string; name: string; content_type: string } | undefined
  const song = { id: '01938d0e-7c1a-7000-8000-000000000001' }
  const signed = (key: string, checksum: string) => ({ method: 'PUT', url: `${url}/store/${key}`, headers: { 'x-amz-checksum-sha256': checksum }, expires_at: new Date().toISOString() })

  function upload() {
    if (declared === undefined) throw new Error('nothing was declared')
    if (declared.checksum_sha256 !== undefined) return { id: 'u', kind: 'single', ...signed('0', declared.checksum_sha256) }
    return { id: 'u', kind: 'multipart', part_size: PART_SIZE, part_count: Math.ceil(declared.size / PART_SIZE), expires_at: new Date().toISOString() }
  }
  const parts = () => [...stored].map(([key, bytes]) => ({ number: Number(key), size: bytes.length }))

  async function take(request: IncomingMessage, response: ServerResponse, key: string) {
    const bytes = Buffer.concat(await Array.fromAsync(request))
    const fate = fates.get(key)?.shift()
    log.push(`PUT ${key}${fate === undefined ? '' : ` ${fate}`}`)
    if (fate === 'busy') return response.writeHead(503).end()
    if (fate === 'dropped') return request.socket.destroy()
    if (request.headers['x-amz-checksum-sha256'] !== sha256(bytes)) return response.writeHead(400).end()
    if (key === '0' && stored.has(key)) return response.writeHead(412).end()
    stored.set(key, bytes)
    return fate === 'kept and dropped' ? request.socket.destroy() : response.writeHead(200).end()
  }

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const path = request.url ?? ''
    if (path.startsWith('/store/')) return take(request, response, path.slice('/store/'.length))
    const what = path.split('/').slice(4).join('/') || 'create'
    const body = JSON.parse(Buffer.concat(await Array.fromAsync(request)).toString() || '{}')
    const reply = (status: number, json: object) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json))
    log.push(`${request.method} ${what}`)
    if (what === 'create') {
      declared = body.file
      return reply(201, { song, upload: upload() })
    }
    if (what === 'upload' && completed) return reply(409, { title: 'This song waits for no upload', code: 'no_upload', status: 409 })
    if (what === 'upload') return reply(200, { ...upload(), file: declared, parts: parts() })
    if (what === 'upload/parts') return reply(200, { parts: body.parts.map(({ number, checksum_sha256 }: { number: number; checksum_sha256: string }) => ({ number, ...signed(String(number), checksum_sha256) })) })
    completed ||= parts().reduce((sum, { size }) => sum + size, 0) === declared?.size
    return completed ? reply(202, { song }) : reply(409, { title: 'Bytes are missing', code: 'upload_incomplete', status: 409 })
  }

  // A client that hangs up in the middle of its bytes, as some tests do, has nothing to be answered.
  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy())).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  return {
    client: createClient({ url }),
    fates,
    log,
    stored,
    declared: () => declared,
    bytes: () => Buffer.concat([...stored].toSorted(([a], [b]) => Number(a) - Number(b)).map(([, bytes]) => bytes)),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const fields = { title: 'Rain Check', genre: 'Jazz' }

test('a small file goes whole, with its checksum declared', async () => {
  await using service = await uploadService()
  const bytes = randomBytes(70_000)
  const progress: number[] = []
  const file = new File([bytes], 'rain-check.flac', { type: 'audio/flac' })
  const created: string[] = []
  const song = await uploadSong({ client: service.client, song: fields, file, onCreated: ({ id }) => created.push(id), onProgress: ({ sent_bytes }) => progress.push(sent_bytes) })
  expect(created).toEqual([song.id])
  expect(service.declared()).toEqual({ name: 'rain-check.flac', size: 70_000, content_type: 'audio/flac', checksum_sha256: sha256(bytes) })
  expect(service.bytes().equals(bytes)).toBe(true)
  expect(progress.at(-1)).toBe(70_000)
  expect(service.log).toEqual(['POST create', 'GET upload', 'PUT 0', 'POST upload/complete'])
})

test('a whole file is sent again when the line drops, and not when it had arrived', async () => {
  await using service = await uploadService()
  service.fates.set('0', ['dropped', 'kept and dropped'])
  const bytes = randomBytes(1_000)
  await uploadSong({ client: service.client, song: fields, file: new Blob([bytes]), file_name: 'a.wav' })
  expect(service.log.filter((line) => line.startsWith('PUT'))).toEqual(['PUT 0 dropped', 'PUT 0 kept and dropped', 'PUT 0'])
  expect(service.bytes().equals(bytes)).toBe(true)
})

test('a large file goes in parts, and only a part that failed is sent again', async () => {
  await using service = await uploadService()
  service.fates.set('2', ['dropped'])
  service.fates.set('3', ['busy'])
  const bytes = randomBytes(20 * MIB + 5)
  const progress: number[] = []
  await uploadSong({ client: service.client, song: fields, file: new Blob([bytes]), onProgress: ({ sent_bytes }) => progress.push(sent_bytes) })
  expect(service.declared()?.checksum_sha256).toBeUndefined()
  expect(service.log.filter((line) => line.startsWith('PUT')).toSorted()).toEqual(['PUT 1', 'PUT 2', 'PUT 2 dropped', 'PUT 3', 'PUT 3 busy', 'PUT 4'])
  expect(service.bytes().equals(bytes)).toBe(true)
  expect(progress.at(-1)).toBe(bytes.length)
})

test('an upload that stopped goes on with the parts that are missing', async () => {
  await using service = await uploadService()
  const bytes = randomBytes(20 * MIB)
  const file = new Blob([bytes])
  const stopping = new AbortController()
  const stopped = uploadSong({ client: service.client, song: fields, file, signal: stopping.signal, onProgress: () => service.stored.size > 0 && stopping.abort(new Error('left the page')) })
  await expect(stopped).rejects.toThrow('left the page')
  const arrived = [...service.stored.keys()]
  expect(arrived.length).toBeLessThan(4)
  service.log.length = 0
  await uploadSong({ client: service.client, song: { resume: '01938d0e-7c1a-7000-8000-000000000001' }, file })
  const sent = service.log.filter((line) => line.startsWith('PUT')).map((line) => line.slice('PUT '.length))
  expect(sent.filter((number) => arrived.includes(number))).toEqual([])
  expect(service.bytes().equals(bytes)).toBe(true)
})

test('an upload that was complete already is answered with its song', async () => {
  await using service = await uploadService()
  const file = new Blob([randomBytes(1_000)])
  const song = await uploadSong({ client: service.client, song: fields, file })
  expect(await uploadSong({ client: service.client, song: { resume: song.id }, file })).toEqual(song)
  expect(service.log.filter((line) => line.startsWith('PUT'))).toHaveLength(1)
})

test('what the server finds missing at the end is sent again', async () => {
  await using service = await uploadService()
  const bytes = randomBytes(18 * MIB)
  let lost = false
  const file = new Blob([bytes])
  const client: typeof service.client = {
    ...service.client,
    call: (operation, ...input) => {
      if (operation.id === 'completeUpload' && !lost) lost = service.stored.delete('2')
      return service.client.call(operation, ...input)
    },
  }
  await uploadSong({ client, song: fields, file })
  expect(service.log.filter((line) => line === 'PUT 2')).toHaveLength(2)
  expect(service.bytes().equals(bytes)).toBe(true)
})
