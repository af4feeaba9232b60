import { createHash, randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { ApiProblem, uploadSong } from '@segue/api-client'
import { createSong, getMySong, listMySongs, updateSong } from '@segue/contracts'
import type { Person } from '@segue/tools/visitors'
import { everyPage } from './every-page.ts'
import { compare, type Kind } from './kind.ts'

const fileOf = (wav: Buffer) => ({
  name: 'song.wav',
  size: wav.length,
  content_type: 'audio/wav',
  ...(wav.length > 16 * 1024 ** 2 ? {} : { checksum_sha256: createHash('sha256').update(wav).digest('base64') }),
})

/** Songs that are promised and never sent. The artist has no others. */
export function drafts({ client }: Person, word: string): Kind {
  const ids = new Set<string>()
  const file = fileOf(Buffer.from(word))
  return {
    what: 'new song',
    pause_ms: 200,
    async write(insist) {
      const idempotency_key = randomUUID()
      const body = { title: `${word} draft ${ids.size}`, genre: 'chaos', file }
      ids.add((await insist('new song', () => client.call(createSong, { body, idempotency_key }))).song.id)
    },
    async tally() {
      const found = await everyPage((query) => client.call(listMySongs, { query }))
      return { acknowledged: ids.size, ...compare(ids, found.map(({ id }) => id)) }
    },
  }
}

/** Titles of published songs, changed in turn. */
export function titles({ client }: Person, word: string, song_ids: readonly string[]): Kind {
  const last = new Map<string, string>()
  let acknowledged = 0
  return {
    what: 'new title',
    pause_ms: 250,
    async write(insist) {
      const song_id = song_ids[acknowledged % song_ids.length] ?? ''
      const idempotency_key = randomUUID()
      const title = `${word} take ${acknowledged}`
      await insist('new title', () => client.call(updateSong, { params: { song_id }, body: { title }, idempotency_key }))
      last.set(song_id, title)
      acknowledged++
    },
    async tally() {
      const found = new Map((await everyPage((query) => client.call(listMySongs, { query }))).map(({ id, title }) => [id, title]))
      const lost = [...last].filter(([id, title]) => found.get(id) !== title).map(([, title]) => title)
      return { acknowledged, lost, doubled: [] }
    },
  }
}

const uploadPatience_ms = 150_000

/**
 * Songs sent and made ready, the next one once that before is; what the client's own library gives up on is resumed. The artist has no
 * others.
 */
export function uploads({ client }: Person, word: string, wav: Buffer<ArrayBuffer>, pause_ms = 500): Kind {
  const ids = new Set<string>()
  const blob = new Blob([wav], { type: 'audio/wav' })
  const file = fileOf(wav)
  async function send(song_id: string): Promise<void> {
    for (const until = performance.now() + uploadPatience_ms; ; await pause(1_000)) {
      try {
        return void (await uploadSong({ client, song: { resume: song_id }, file: blob, file_name: file.name }))
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.status === 409 || performance.now() > until) throw error
      }
    }
  }
  // Who can't be asked is waited for, too.
  const isUnderWay = async (song_id: string) => (await client.call(getMySong, { params: { song_id } }).catch(() => null))?.status !== 'ready'
  return {
    what: 'upload',
    pause_ms,
    async write(insist) {
      const before = [...ids].at(-1)
      if (before !== undefined && (await isUnderWay(before))) return
      const idempotency_key = randomUUID()
      const body = { title: `${word} upload ${ids.size}`, genre: 'chaos', file }
      const { song } = await insist('new song', () => client.call(createSong, { body, idempotency_key }))
      await send(song.id)
      ids.add(song.id)
    },
    async tally() {
      const found = await everyPage((query) => client.call(listMySongs, { query }))
      const ready = found.filter(({ status, visibility }) => status === 'ready' && visibility === 'published')
      const { lost } = compare(ids, ready.map(({ id }) => id))
      const { doubled } = compare(ids, found.map(({ id }) => id))
      return { acknowledged: ids.size, lost, doubled }
    },
  }
}
