import { uploadSong } from '@segue/api-client'
import { completeUpload, createSong, getMySong, getUpload, signUploadParts } from '@segue/contracts'
import { beforeAll, describe, expect, test } from 'vitest'
import { ask } from '../src/ask.ts'
import { newArtist, type PublishingArtist } from '../src/people.ts'
import { songEnding } from '../src/publish-song.ts'
import { refusalOf } from '../src/refusal-of.ts'
import { toneWav } from '../src/tone.ts'
import { declare, eventsOf, put, putHalf, sha256 } from '../src/uploads.ts'

let artist: PublishingArtist
beforeAll(async () => {
  artist = await newArtist()
})
const complete = (song_id: string) => artist.client.call(completeUpload, { params: { song_id } })
const upload = (song_id: string) => artist.client.call(getUpload, { params: { song_id } })
const mySong = (song_id: string) => artist.client.call(getMySong, { params: { song_id } })
const words = (text: string) => new TextEncoder().encode(text)

describe('a file up to 16 MiB', () => {
  test('goes straight to the store with exactly the headers that were said, and nothing else gets in or out', async () => {
    const bytes = toneWav({ seconds: 3 })
    const { song, upload } = await declare(artist, { bytes })
    expect(song).toMatchObject({ status: 'awaiting_upload', visibility: null, failure: null, duration_ms: null })
    expect(upload).toMatchObject({ method: 'PUT', headers: { 'content-type': 'audio/wav', 'x-amz-checksum-sha256': sha256(bytes) } })
    expect(new Date(upload.expires_at).getTime()).toBeGreaterThan(Date.now())

    const other = new Uint8Array(bytes)
    other[1_000] = (other[1_000] ?? 0) ^ 1
    const altered = (change: (url: URL) => void) => {
      const url = new URL(upload.url)
      change(url)
      return { url: url.href, headers: upload.headers }
    }
    const refused = {
      'one byte too few': await put(upload, bytes.slice(1)),
      'one byte too many': await put(upload, new Uint8Array([...bytes.slice(0, 1), ...bytes])),
      'nothing at all': await put(upload, new Uint8Array()),
      'other bytes of that length': await put(upload, other),
      'another type': await put(upload, bytes, { 'content-type': 'audio/mpeg' }),
      'the checksum of other bytes': await put(upload, other, { 'x-amz-checksum-sha256': sha256(other) }),
      'an altered signature': await put(
        altered((url) => url.searchParams.set('signature', `x${url.searchParams.get('signature')?.slice(1)}`)),
        bytes,
      ),
      'a longer life': await put(
        altered((url) => url.searchParams.set('expires', String(Number(url.searchParams.get('expires')) + 60))),
        bytes,
      ),
      'no signature': await put(
        altered((url) => (url.search = '')),
        bytes,
      ),
      'another place': await put(
        altered((url) => (url.pathname += '0')),
        bytes,
      ),
      'a song’s place': await put(
        altered((url) => (url.pathname = '/artists/a/albums/single/b/v1/master.m3u8')),
        bytes,
      ),
    }
    for (const [what, status] of Object.entries(refused)) expect(status, what).toSatisfy((code: number) => code >= 400 && code < 500)
    expect(await refusalOf(complete(song.id)), 'none of these left anything').toMatchObject({ status: 409, code: 'upload_incomplete' })

    expect(await put(upload, bytes)).toSatisfy((code: number) => code >= 200 && code < 300)
    expect(await put(upload, bytes), 'a second PUT').toSatisfy((code: number) => code >= 400 && code < 500)
    for (const method of ['GET', 'HEAD', 'DELETE', 'POST']) {
      for (const url of [upload.url, upload.url.split('?', 1)[0] ?? ''])
        expect((await fetch(url, { method })).status, method).toSatisfy((code: number) => code >= 400 && code < 500)
    }
    expect((await complete(song.id)).song.status).toBe('processing')
    expect(await songEnding(artist, song.id)).toMatchObject({ event: 'ready' })
  })

  test('is not there before its bytes are, and a line that breaks half-way leaves nothing and can be tried again', async () => {
    const bytes = toneWav({ seconds: 3, hertz: 330 })
    const { song, upload: first } = await declare(artist, { bytes })
    expect(await refusalOf(complete(song.id))).toMatchObject({ status: 409, code: 'upload_incomplete' })
    for (let time = 0; time < 3; time++) {
      await putHalf(first, bytes)
      expect(await upload(song.id)).toMatchObject({ kind: 'single', parts: [] })
      expect(await refusalOf(complete(song.id))).toMatchObject({ status: 409, code: 'upload_incomplete' })
    }
    const again = await upload(song.id)
    if (again.kind !== 'single') throw new Error('not single')
    expect(again.file).toMatchObject({ size: bytes.byteLength, name: 'tone.wav' })
    expect(await put(again, bytes)).toBe(200)
    await complete(song.id)
    expect(await songEnding(artist, song.id)).toMatchObject({ event: 'ready' })
    expect(await mySong(song.id)).toMatchObject({ status: 'ready', visibility: 'published', duration_ms: 3_000 })
  })

  test('completed many times at once is one job, told live on one stream that can be taken up anywhere', async () => {
    const bytes = toneWav({ seconds: 12, hertz: 262 })
    const { song, upload } = await declare(artist, { bytes })
    const live = eventsOf(artist, song.id)
    await put(upload, bytes)
    const answers = await Promise.all(Array.from({ length: 5 }, () => complete(song.id)))
    for (const answer of answers) expect(answer.song).toMatchObject({ id: song.id, status: expect.stringMatching(/processing|ready/) })

    const events = await live
    const of = (name: string) => events.filter(({ event }) => event === name).map(({ data }) => JSON.parse(data))
    expect(
      of('status')
        .map(({ status }) => status)
        .filter((status) => status === 'processing'),
    ).toHaveLength(1)
    expect(of('ready')).toEqual([{}])
    expect(of('failed')).toEqual([])
    expect(events.at(-1)?.event).toBe('ready')
    for (const rendition of ['64k', '128k', '320k']) {
      const percents = of('progress')
        .filter((progress) => progress.rendition === rendition)
        .map(({ percent }) => Number(percent))
      expect(percents.length, rendition).toBeGreaterThan(0)
      expect(percents).toEqual(percents.toSorted((a, b) => a - b))
      expect(percents.at(-1)).toBe(100)
    }
    const ids = events.map(({ id }) => Number(id))
    expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => a - b))

    expect(await eventsOf(artist, song.id), 'told again from the start').toEqual(events)
    for (const place of [0, 2, events.length - 2])
      expect(await eventsOf(artist, song.id, events[place]?.id)).toEqual(events.slice(place + 1))
    expect((await complete(song.id)).song.id, 'even afterwards').toBe(song.id)
    expect(await eventsOf(artist, song.id)).toEqual(events)
    expect(await refusalOf(artist.client.call(getUpload, { params: { song_id: song.id } }))).toMatchObject({
      status: 409,
      code: 'no_upload',
    })
  })
})

describe('a file above 16 MiB', () => {
  test('goes in parts, each with its checksum; broken off, it goes on where it stopped', { timeout: 120_000 }, async () => {
    const bytes = toneWav({ seconds: 23, rate: 192_000 })
    const file = { name: 'tone.wav', size: bytes.byteLength, content_type: 'audio/wav' }
    const { song, upload: declared } = await artist.client.call(createSong, { body: { title: 'In Parts', genre: 'test', file } })
    if (declared?.kind !== 'multipart') throw new Error('not multipart')
    const { part_size, part_count } = declared
    expect(part_count).toBe(Math.ceil(bytes.byteLength / part_size))
    const partOf = (number: number) => bytes.slice((number - 1) * part_size, number * part_size)
    const sign = async (number: number) => {
      const { parts } = await artist.client.call(signUploadParts, {
        params: { song_id: song.id },
        body: { parts: [{ number, checksum_sha256: sha256(partOf(number)) }] },
      })
      const [part] = parts
      if (part === undefined) throw new Error('no part')
      return part
    }
    const first = await sign(1)
    expect(first).toMatchObject({ number: 1, method: 'PUT' })
    const wrong = new Uint8Array(partOf(1))
    wrong[99] = (wrong[99] ?? 0) ^ 1
    expect(await put(first, wrong), 'wrong bytes').toSatisfy((code: number) => code >= 400 && code < 500)
    expect(await put(first, partOf(1).slice(1)), 'too few').toSatisfy((code: number) => code >= 400 && code < 500)
    expect((await upload(song.id)).parts).toEqual([])
    expect(await refusalOf(complete(song.id))).toMatchObject({ status: 409, code: 'upload_incomplete' })

    expect(await put(await sign(1), partOf(1))).toBe(200)
    await putHalf(await sign(2), partOf(2))
    expect(await upload(song.id)).toMatchObject({ kind: 'multipart', part_size, part_count, parts: [{ number: 1, size: part_size }] })
    expect(await refusalOf(complete(song.id))).toMatchObject({ status: 409, code: 'upload_incomplete' })
    expect((await upload(song.id)).parts, 'what has arrived stays').toEqual([{ number: 1, size: part_size }])
    expect(
      await refusalOf(
        artist.client.call(signUploadParts, {
          params: { song_id: song.id },
          body: { parts: [{ number: part_count + 1, checksum_sha256: sha256(wrong) }] },
        }),
      ),
    ).toMatchObject({ status: 422, code: 'no_such_part' })

    const sent: number[] = []
    await uploadSong({
      client: artist.client,
      song: { resume: song.id },
      file: new Blob([bytes], { type: 'audio/wav' }),
      file_name: 'tone.wav',
      onProgress: ({ sent_bytes }) => sent.push(sent_bytes),
    })
    expect(sent[0]).toBe(part_size)
    expect(sent.at(-1)).toBe(bytes.byteLength)
    expect(await songEnding(artist, song.id)).toMatchObject({ event: 'ready' })
    expect(await mySong(song.id)).toMatchObject({ status: 'ready', duration_ms: 23_000 })
  })

  test('parts are for large files alone', async () => {
    const { song } = await declare(artist, { bytes: toneWav({ seconds: 1 }) })
    const parts = [{ number: 1, checksum_sha256: sha256(words('a')) }]
    expect(await refusalOf(artist.client.call(signUploadParts, { params: { song_id: song.id }, body: { parts } }))).toMatchObject({
      status: 409,
      code: 'not_multipart',
    })
    for (const wrong of [
      [],
      Array.from({ length: 101 }, () => parts[0]),
      [{ number: 0, checksum_sha256: parts[0]?.checksum_sha256 }],
      [{ number: 1, checksum_sha256: 'abc' }],
      [{ number: 1 }],
    ]) {
      expect((await ask('POST', `/v1/songs/${song.id}/upload/parts`, { token: artist.token, body: { parts: wrong } })).status).toBe(400)
    }
  })
})
