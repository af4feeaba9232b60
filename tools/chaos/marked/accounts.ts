import { randomUUID } from 'node:crypto'
import { ApiProblem, createClient } from '@segue/api-client'
import { login, recordPlayback, register } from '@segue/contracts'
import { openDatabase } from '@segue/database'
import type { Stack } from '@segue/tools/platform'
import type { Kind } from './kind.ts'

/** Of the tables of three services what is looked at. */
interface Tables {
  emails: { email: string; user_id: string }
  song_plays: { song_id: string; plays: number }
  songs: { song_id: string; plays: number }
}

/** Accounts that are opened, each of which then hears every song once: accounts and plays are counted exactly. */
export function accounts({ publicUrl, environment }: Stack, word: string, song_ids: readonly string[]): Kind {
  const anonymous = createClient({ url: publicUrl })
  const password = `${randomUUID()} & more`
  const opened = new Map<string, string>()
  const played = new Set<string>()
  return {
    what: 'account',
    pause_ms: 300,
    async write(insist) {
      const email = `${word}.${opened.size}@visitors.segue.example`
      let isFirst = true
      const { user, access_token } = await insist('account', async () => {
        try {
          return await anonymous.call(register, { body: { email, password, display_name: word } })
        } catch (error) {
          // An earlier try was taken, and its answer lost on the way.
          const isOurs = !isFirst && error instanceof ApiProblem && error.code === 'email_taken'
          if (!isOurs) throw error
          return anonymous.call(login, { body: { email, password } })
        } finally {
          isFirst = false
        }
      })
      opened.set(email, user.id)
      const client = createClient({ url: publicUrl, token: () => access_token })
      const body = song_ids.flatMap((song_id) => playOf(song_id))
      const idempotency_key = randomUUID()
      await insist('plays', () => client.call(recordPlayback, { body, idempotency_key }))
      played.add(email)
    },
    async tally() {
      await using user = openDatabase<Tables>(environment['USER_DATABASE_URL'] ?? '')
      const found = await user.selectFrom('emails').select(['email', 'user_id']).where('email', 'like', `${word}.%`).execute()
      const kept = new Map(found.map(({ email, user_id }) => [email, user_id]))
      const lost = [...opened].filter(([email, id]) => kept.get(email) !== id).map(([email]) => email)
      const doubled = found.filter(({ email }) => !opened.has(email)).map(({ email }) => email)
      const plays = await Promise.all(['CATALOG', 'SEARCH'].map((service) => wrongPlays(service, environment[`${service}_DATABASE_URL`], song_ids, played.size)))
      return {
        acknowledged: opened.size + played.size * song_ids.length,
        lost: [...lost, ...plays.flatMap(({ missing }) => missing)],
        doubled: [...doubled, ...plays.flatMap(({ tooMany }) => tooMany)],
      }
    },
  }
}

/** A song of four seconds, heard to its end. */
function playOf(song_id: string) {
  const began = Date.now() - 5_000
  const at = (ms: number) => new Date(began + ms).toISOString()
  return [
    { id: randomUUID(), type: 'started', song_id, position_ms: 0, occurred_at: at(0) },
    { id: randomUUID(), type: 'completed', song_id, position_ms: 4_000, occurred_at: at(4_000) },
  ] as const
}

async function wrongPlays(service: string, url = '', song_ids: readonly string[], wanted: number) {
  await using db = openDatabase<Tables>(url)
  const table = service === 'CATALOG' ? 'song_plays' : 'songs'
  const rows = await db.selectFrom(table).select(['song_id', 'plays']).where('song_id', 'in', song_ids).execute()
  const of = new Map(rows.map(({ song_id, plays }) => [song_id, Number(plays)]))
  const told = (song_id: string) => `plays in ${service}: ${of.get(song_id) ?? 0} of ${wanted}`
  return {
    missing: song_ids.filter((song_id) => (of.get(song_id) ?? 0) < wanted).map(told),
    tooMany: song_ids.filter((song_id) => (of.get(song_id) ?? 0) > wanted).map(told),
  }
}
