import { newArtist, newListener, publishSong, songWav } from '@segue/tools/visitors'
import { atLeast, none, within, type Finding } from '../finding.ts'
import { openClients } from '../load/clients.ts'
import type { Met, Sent } from '../load/met.ts'
import type { Scenario } from '../scenario.ts'

const clients = 64
const warm_s = 15
const peak_s = 10
const overload_s = 15
const times = 3
/** What comes later than this is no answer for who listens. */
const useful_ms = 2_000
const refused_ms = 300

/**
 * quality.md "three times the capacity, open loop". Of ten requests two press play, five search and three look at the chart: a song
 * is found in some keystrokes and lists, and asked for once.
 */
export const overload: Scenario = {
  title: `${times} times as many requests as the fleet can answer, for ${overload_s} s`,
  async play({ publicUrl }, say) {
    const { id } = await publishSong(await newArtist(publicUrl), 'Too Many', songWav(4))
    const { token } = await newListener(publicUrl)
    const requests = Array.from({ length: 500 }, (_, mark): Sent => {
      if (mark % 10 < 2) return { what: 'playback', url: `${publicUrl}/v1/songs/${id}`, headers: { authorization: `Bearer ${token}` } }
      if (mark % 10 < 7) return { what: 'search', url: `${publicUrl}/v1/search?q=many+${mark % 50}` }
      return { what: 'chart', url: `${publicUrl}/v1/songs/trending?limit=${1 + (mark % 50)}` }
    })
    await using asking = await openClients()
    await asking.ask({ kind: 'closed', clients, duration_s: warm_s, requests })
    const calm = await asking.ask({ kind: 'closed', clients, duration_s: peak_s, requests })
    const peak_per_s = good(calm).length / peak_s
    say(`capacity: ${Math.round(peak_per_s).toLocaleString('en')} a second`)
    const all = await asking.ask({ kind: 'open', per_s: times * peak_per_s, duration_s: overload_s, requests })
    const goodput = good(all).length / overload_s / peak_per_s
    for (const [what, met] of Map.groupBy(all, ({ what }) => what)) {
      const statuses = [...Map.groupBy(met, ({ status }) => status)].map(([status, { length }]) => `${length} × ${status}`)
      say(`${what}: ${statuses.join(', ')}; p50 ${Math.round(percentile(met, 0.5))} ms, p99 ${Math.round(percentile(met, 0.99))} ms`)
    }
    const refused = all.filter(({ status }) => status === 503)
    const playback = all.filter(({ what }) => what === 'playback')
    return [
      share('goodput, of what it was before', goodput, 0.9),
      share('playback served', good(playback).length / playback.length, 0.99),
      atLeast('requests sent', all.length, 1_000),
      none('without any answer', all.filter(({ status }) => status === 0).length, all.length),
      none('503 without a time to come back', refused.filter(({ hasRetryAfter }) => !hasRetryAfter).length, refused.length),
      within('503, p99', percentile(refused, 0.99), refused_ms),
    ]
  },
}

const good = (all: readonly Met[]): readonly Met[] => all.filter(({ status, took_ms }) => status === 200 && took_ms <= useful_ms)

function percentile(all: readonly Met[], share: number): number {
  const times_ms = all.map(({ took_ms }) => took_ms).toSorted((a, b) => a - b)
  return times_ms[Math.floor(share * (times_ms.length - 1))] ?? 0
}

const share = (what: string, seen: number, least: number): Finding => ({
  what,
  seen: `${Math.round(seen * 100)} %`,
  goal: `≥ ${least * 100} %`,
  holds: seen >= least,
})
