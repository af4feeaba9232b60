import { getMySong, listMySongs } from '@segue/contracts'
import { beforeAll, describe, expect, test } from 'vitest'
import { ask } from '../src/ask.ts'
import { newArtist, publicUrl, type PublishingArtist } from '../src/people.ts'
import { songEnding } from '../src/publish-song.ts'
import { rawRequest } from '../src/raw-request.ts'
import { toneWav } from '../src/tone.ts'
import { putHalf } from '../src/uploads.ts'

let artist: PublishingArtist
beforeAll(async () => {
  artist = await newArtist()
})
const mySong = (song_id: string) => artist.client.call(getMySong, { params: { song_id } })
const words = (text: string) => new TextEncoder().encode(text)

describe('a form', () => {
  const fields = { title: 'By Form', genre: 'test' }
  function form(
    file: Blob | null,
    { first = true, name = 'tone.wav', given = fields }: { first?: boolean; name?: string; given?: Record<string, string> } = {},
  ): FormData {
    const data = new FormData()
    if (first && file !== null) data.append('file', file, name)
    for (const [key, value] of Object.entries(given)) data.append(key, value)
    if (!first && file !== null) data.append('file', file, name)
    return data
  }
  const wav = (seconds = 2) => new Blob([toneWav({ seconds })], { type: 'audio/wav' })
  const send = (body: FormData, headers: Record<string, string> = {}) => ask('POST', '/v1/songs', { token: artist.token, body, headers })
  const idOf = ({ text }: { text: string }): string => JSON.parse(text).song.id

  test('takes its file before or after its fields, and is processed at once', async () => {
    const answers = [
      await send(form(wav(), { first: true, given: { ...fields, explicit: 'true' } })),
      await send(form(wav(), { first: false })),
    ]
    for (const [at, answer] of answers.entries()) {
      expect([answer.status, Object.keys(answer.body)]).toEqual([202, ['song']])
      expect(answer.body['song']).toMatchObject({ ...fields, status: 'processing', explicit: at === 0 })
      expect(await songEnding(artist, idOf(answer))).toMatchObject({ event: 'ready' })
      expect(await mySong(idOf(answer))).toMatchObject({ status: 'ready', duration_ms: 2_000 })
    }
  })

  test('is taken from a client that first asks whether to go on, as curl does', async () => {
    const field = (name: string, value: string) => `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
    const file = '--b\r\ncontent-disposition: form-data; name="file"; filename="tone.wav"\r\ncontent-type: audio/wav\r\n\r\n'
    const body = Buffer.concat([
      words(field('title', 'By curl') + field('genre', 'test') + file),
      toneWav({ seconds: 1.5 }),
      words('\r\n--b--\r\n'),
    ])
    const headers = {
      authorization: `Bearer ${artist.token}`,
      'content-type': 'multipart/form-data; boundary=b',
      'content-length': String(body.byteLength),
      expect: '100-continue',
    }
    const answer = await rawRequest(publicUrl(), { method: 'POST', target: '/v1/songs', headers, body })
    expect([answer.status, JSON.parse(String(answer.body)).song.title]).toEqual([202, 'By curl'])
  })

  test('with an idempotency key makes one song, and another file or title under the key is refused', async () => {
    const headers = { 'idempotency-key': crypto.randomUUID() }
    const [first, again] = [await send(form(wav()), headers), await send(form(wav(), { first: false }), headers)]
    expect([first.status, again.status]).toEqual([202, 202])
    expect(idOf(again)).toBe(idOf(first))
    for (const other of [form(wav(3)), form(wav(), { given: { ...fields, title: 'Else' } }), form(wav(), { name: 'other.wav' })]) {
      expect((await send(other, headers)).body.code).toBe('idempotency_key_reused')
    }
  })

  test('is refused whole where a part of it is wrong, and no song is left of it', async () => {
    const before = (await artist.client.call(listMySongs, { query: { limit: 100 } })).items.length
    const two = form(wav())
    two.append('file', wav(), 'second.wav')
    const bad: readonly (readonly [string, FormData, number, string])[] = [
      ['no file', form(null), 400, 'invalid_request'],
      ['an empty file', form(new Blob([], { type: 'audio/wav' })), 400, 'invalid_request'],
      ['no title', form(wav(), { given: { genre: 'test' } }), 400, 'invalid_request'],
      ['an unknown field', form(wav(), { given: { ...fields, plays: '1000000' } }), 400, 'invalid_request'],
      ['a title of blanks', form(wav(), { given: { ...fields, title: '  ' } }), 400, 'invalid_request'],
      ['two files', two, 400, 'invalid_request'],
      ['a program', form(wav(), { name: 'setup.exe' }), 422, 'unsupported_format'],
      ['a page', form(new Blob(['<script>'], { type: 'text/html' }), { name: 'a.html' }), 422, 'unsupported_format'],
      [
        'an album that is not there',
        form(wav(), { given: { ...fields, album_id: '01938d0e-7c1a-7000-8000-000000000001' } }),
        422,
        'unknown_album',
      ],
    ]
    for (const [what, body, status, code] of bad) {
      const answer = await send(body)
      expect([answer.status, answer.body.code], what).toEqual([status, code])
    }
    expect((await artist.client.call(listMySongs, { query: { limit: 100 } })).items).toHaveLength(before)
  })

  test('refused before all of it was sent still hears why', async () => {
    const large = new Blob([toneWav({ seconds: 60 })], { type: 'audio/wav' })
    for (let time = 0; time < 5; time++) expect((await send(form(large, { name: 'setup.exe' }))).body.code).toBe('unsupported_format')
    const stranger = await ask('POST', '/v1/songs', { body: form(large) })
    expect([stranger.status, stranger.body.code]).toEqual([401, 'unauthenticated'])
  })

  test('of three gigabytes is refused by its declaration, and one that breaks off leaves nothing', async () => {
    const before = (await artist.client.call(listMySongs, { query: { limit: 100 } })).items.length
    const head = words('--b\r\ncontent-disposition: form-data; name="file"; filename="tone.wav"\r\ncontent-type: audio/wav\r\n\r\n')
    const headers = { authorization: `Bearer ${artist.token}`, 'content-type': 'multipart/form-data; boundary=b' }
    const long = await answerOfUnfinished({ ...headers, 'content-length': '3000000000' }, head)
    expect(JSON.parse(String(long.body))).toMatchObject({ status: 422, code: 'file_too_large' })
    const short = await rawRequest(publicUrl(), {
      method: 'POST',
      target: '/v1/songs',
      headers,
      body: new Uint8Array([...head, ...toneWav({ seconds: 1 })]),
    })
    expect(JSON.parse(String(short.body))).toMatchObject({ status: 400, code: 'invalid_request' })
    await putHalf({ url: `${publicUrl()}/v1/songs`, headers }, new Uint8Array([...head, ...toneWav({ seconds: 5 })]))
    expect((await artist.client.call(listMySongs, { query: { limit: 100 } })).items).toHaveLength(before)
  })

  async function answerOfUnfinished(headers: Record<string, string>, head: Uint8Array) {
    let finish = () => {}
    const never = new Promise<void>((resolve) => (finish = resolve))
    async function* body() {
      yield head
      await never
    }
    const answer = await rawRequest(publicUrl(), { method: 'POST', target: '/v1/songs', headers, body: body() })
    finish()
    return answer
  }
})
